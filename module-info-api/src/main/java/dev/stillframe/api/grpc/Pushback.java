package dev.stillframe.api.grpc;

/**
 * What a server says about trying a failed call again ({@code grpc-retry-pushback-ms}, gRFC A6,
 * "Pushback"). It is part of a {@link Status}. A client that retries or hedges goes by it, within
 * its policy: it gets no more attempts by it, and none after a status that it would not retry. Who
 * answers with the status of another server passes on what that one has said.
 */
public sealed interface Pushback {
    /** {@link None}. */
    Pushback NONE = new None();

    /** {@link Stop}. */
    Pushback STOP = new Stop();

    /** Nothing: the client's policy says when. */
    record None() implements Pushback {}

    /** Not to. */
    record Stop() implements Pushback {}

    /**
     * After a time.
     *
     * @param millis 0 to 2^31-1
     */
    record After(int millis) implements Pushback {
        public After {
            if (millis < 0) {
                throw new IllegalArgumentException(millis + " ms");
            }
        }
    }
}
