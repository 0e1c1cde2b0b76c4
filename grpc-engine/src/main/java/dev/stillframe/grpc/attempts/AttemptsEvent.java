package dev.stillframe.grpc.attempts;

import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.Status;

/**
 * Something that happened to a call: the input of a step. What comes after the call's end, or of an
 * attempt that is over, has no effect.
 */
public sealed interface AttemptsEvent {
    /** It is now this late. Each batch of events begins with it; time never runs backwards. */
    record Clock(long nanos) implements AttemptsEvent {}

    /** The call begins. */
    record Start() implements AttemptsEvent {}

    /**
     * The application has given this many octets more to send; told before they are sent.
     *
     * @param octets 0 or more
     */
    record Buffered(long octets) implements AttemptsEvent {}

    /**
     * An attempt has sent so many messages, as far as its flow control lets it. It only matters to
     * hedges, where the one that is furthest is kept when the buffer is full.
     */
    record Sent(int attempt, int messages) implements AttemptsEvent {}

    /** The head of a response has come, and it is not the whole response. */
    record Headers(int attempt) implements AttemptsEvent {}

    /**
     * An attempt has ended, with whatever status; told once, unless it was cancelled.
     *
     * @param pushback from its trailers
     */
    record Ended(int attempt, Status status, Reach reach, Pushback pushback)
            implements AttemptsEvent {}

    /**
     * The call is wanted no longer.
     *
     * @param status what it ends with
     */
    record Cancel(Status status) implements AttemptsEvent {}
}
