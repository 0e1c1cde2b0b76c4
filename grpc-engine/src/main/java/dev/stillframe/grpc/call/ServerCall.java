package dev.stillframe.grpc.call;

import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Machine;
import org.jspecify.annotations.Nullable;

/** A server's call between two signals. */
public sealed interface ServerCall {
    /** No request yet, or one that was refused. */
    record None() implements ServerCall {
        static final None NONE = new None();
    }

    /**
     * A call of a machine.
     *
     * @param context the machine's last context
     * @param in the messages that come
     * @param received how many have come
     * @param sent how many have gone
     * @param headSent whether the head of the response was sent
     * @param halfClosed whether the client has ended its message
     * @param finished how the machine has ended the call; null while it has not
     * @param trailers with it
     * @param <C> the machine's context
     * @param <I> requests
     * @param <O> responses
     */
    record Running<C, I, O>(
            Method<I, O> method,
            Machine<C, I, O> machine,
            C context,
            Receiving<I> in,
            int received,
            int sent,
            boolean headSent,
            boolean halfClosed,
            @Nullable Status finished,
            Metadata trailers)
            implements ServerCall {
        static <C, I, O> Running<C, I, O> of(
                Method<I, O> method, Machine<C, I, O> machine, Receiving<I> in) {
            return new Running<>(
                    method,
                    machine,
                    machine.initial(),
                    in,
                    0,
                    0,
                    false,
                    false,
                    null,
                    Metadata.EMPTY);
        }

        Running<C, I, O> with(C next) {
            return next == context
                    ? this
                    : new Running<>(
                            method,
                            machine,
                            next,
                            in,
                            received,
                            sent,
                            headSent,
                            halfClosed,
                            finished,
                            trailers);
        }

        Running<C, I, O> taking(Receiving<I> next) {
            return next == in
                    ? this
                    : new Running<>(
                            method,
                            machine,
                            context,
                            next,
                            received,
                            sent,
                            headSent,
                            halfClosed,
                            finished,
                            trailers);
        }

        Running<C, I, O> oneReceived() {
            return new Running<>(
                    method,
                    machine,
                    context,
                    in,
                    received + 1,
                    sent,
                    headSent,
                    halfClosed,
                    finished,
                    trailers);
        }

        /** The head has gone, and with it or behind it so many messages more. */
        Running<C, I, O> sending(int more) {
            return headSent && more == 0
                    ? this
                    : new Running<>(
                            method,
                            machine,
                            context,
                            in,
                            received,
                            sent + more,
                            true,
                            halfClosed,
                            finished,
                            trailers);
        }

        Running<C, I, O> inputEnded() {
            return new Running<>(
                    method, machine, context, in, received, sent, headSent, true, finished,
                    trailers);
        }

        Running<C, I, O> ending(Status status, Metadata with) {
            return new Running<>(
                    method, machine, context, in, received, sent, true, halfClosed, status, with);
        }
    }
}
