package dev.stillframe.api.grpc.machine;

import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Status;

/**
 * What a machine's generator gives when there is credit.
 *
 * @param <C> the machine's context
 * @param <O> messages that go
 */
public sealed interface Pull<C, O> {
    /** The context after it. */
    C next();

    /** A message; the generator is asked again when there is credit. */
    record Emit<C, O>(O message, C next) implements Pull<C, O> {}

    /** Nothing now; the generator is asked again after the next signal. */
    record Idle<C, O>(C next) implements Pull<C, O> {}

    /** No more messages: a client half-closes, a server ends the call with OK. */
    record Done<C, O>(C next, Metadata trailers) implements Pull<C, O> {
        /** Without metadata. */
        public static <C, O> Done<C, O> of(C next) {
            return new Done<>(next, Metadata.EMPTY);
        }
    }

    /** The call ends with a status that is not OK, as by {@link Action.Finish}. */
    record Fail<C, O>(C next, Status status) implements Pull<C, O> {}
}
