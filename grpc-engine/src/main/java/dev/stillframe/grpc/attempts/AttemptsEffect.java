package dev.stillframe.grpc.attempts;

import dev.stillframe.api.grpc.Status;

/** Something that must now be done, in the order given. */
public sealed interface AttemptsEffect {
    /**
     * An attempt is to be made. The answer is {@link AttemptsEvent.Ended}, with {@link
     * AttemptsEvent.Headers} before it where these come.
     *
     * @param attempt its number, from 0 on
     * @param previous what {@code grpc-previous-rpc-attempts} says; the field is left out for 0
     */
    record Begin(int attempt, int previous) implements AttemptsEffect {}

    /**
     * Give this attempt up, with RST_STREAM(CANCEL) where it has a stream, and leave the queue for
     * a connection. No answer is expected.
     */
    record CancelAttempt(int attempt) implements AttemptsEffect {}

    /**
     * The call is this attempt's from now on: what was buffered is not needed once it is sent, and
     * its response goes to the application. At most once.
     */
    record Commit(int attempt) implements AttemptsEffect {}

    /** A step is needed at this time at the latest. It replaces the one asked for before. */
    record WakeAt(long nanos) implements AttemptsEffect {}

    /**
     * The call is over, and no step is needed any more. Nothing follows; it comes exactly once.
     *
     * @param attempt whose end it is, with the metadata that came with it; {@link #NONE} where the
     *     call was cancelled or its time ran out
     */
    record Done(int attempt, Status status) implements AttemptsEffect {}

    /** No attempt's. */
    int NONE = -1;
}
