package dev.stillframe.api.grpc.machine;

import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Status;
import java.time.Duration;

/**
 * What a machine wants done.
 *
 * @param <C> the machine's context
 * @param <O> messages that go
 */
public sealed interface Action<C, O> {
    /** The context from now on. */
    record Become<C, O>(C context) implements Action<C, O> {}

    /** A server: metadata ahead of the first message; without it there is none. */
    record Headers<C, O>(Metadata metadata) implements Action<C, O> {}

    /**
     * Whether messages sent from now on are compressed: those of a client where its options say
     * with what, and they are until something else is said; those of a server where the client
     * takes it, and they are not. A server's machine says it ahead of its head, either way, or it
     * has no effect: what compresses is named there.
     */
    record Compress<C, O>(boolean on) implements Action<C, O> {}

    /** A message. */
    record Send<C, O>(O message) implements Action<C, O> {}

    /** A client: no more messages. */
    record HalfClose<C, O>() implements Action<C, O> {}

    /**
     * The call ends. On a server with this status; a client gives it up, and its outcome has this
     * status.
     */
    record Finish<C, O>(Status status, Metadata trailers) implements Action<C, O> {
        /** With OK. */
        public static <C, O> Finish<C, O> ok() {
            return new Finish<>(Status.OK, Metadata.EMPTY);
        }

        /** With a status and no metadata. */
        public static <C, O> Finish<C, O> with(Status status) {
            return new Finish<>(status, Metadata.EMPTY);
        }
    }

    /**
     * {@link Signal.Tick} comes once after this time, unless the call ends before. It replaces what
     * was asked for with an equal tag; zero or less takes that back.
     */
    record After<C, O>(Duration time, Object tag) implements Action<C, O> {}
}
