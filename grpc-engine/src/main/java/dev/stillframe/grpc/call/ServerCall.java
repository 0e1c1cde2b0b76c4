package dev.stillframe.grpc.call;

import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.message.Octets;
import org.jspecify.annotations.Nullable;

/** A server's call between two signals. */
public sealed interface ServerCall {
    /** No request yet, or one that was refused. */
    record None() implements ServerCall {
        static final None NONE = new None();
    }

    /** How a call has ended. */
    sealed interface Ending {
        /** With which status. */
        Status status();

        /** The metadata with it. */
        Metadata trailers();

        /** By its machine or in its place: the client is told, as credit allows. */
        record Said(Status status, Metadata trailers) implements Ending {}

        /** Early: the machine was told, and the client is told nothing more. */
        record Cut(Status status) implements Ending {
            @Override
            public Metadata trailers() {
                return Metadata.EMPTY;
            }
        }
    }

    /**
     * A call of a machine.
     *
     * @param context the machine's last context
     * @param in the messages that come
     * @param out how the messages that go are compressed
     * @param received how many have come
     * @param sent how many have gone
     * @param rest of a message that goes piece by piece
     * @param headSent whether the head of the response was sent
     * @param halfClosed whether the client has ended its message
     * @param ending how the call has ended; null while it has not
     * @param <C> the machine's context
     * @param <I> requests
     * @param <O> responses
     */
    record Running<C, I, O>(
            Method<I, O> method,
            Machine<C, I, O> machine,
            C context,
            Receiving<I> in,
            Compressing out,
            int received,
            int sent,
            Octets rest,
            boolean headSent,
            boolean halfClosed,
            @Nullable Ending ending)
            implements ServerCall {
        static <C, I, O> Running<C, I, O> of(
                Method<I, O> method, Machine<C, I, O> machine, Receiving<I> in, Compressing out) {
            return new Running<>(
                    method,
                    machine,
                    machine.initial(),
                    in,
                    out,
                    0,
                    0,
                    Octets.EMPTY,
                    false,
                    false,
                    null);
        }

        Running<C, I, O> with(C next) {
            return next == context
                    ? this
                    : new Running<>(
                            method,
                            machine,
                            next,
                            in,
                            out,
                            received,
                            sent,
                            rest,
                            headSent,
                            halfClosed,
                            ending);
        }

        Running<C, I, O> taking(Receiving<I> next) {
            return next == in
                    ? this
                    : new Running<>(
                            method,
                            machine,
                            context,
                            next,
                            out,
                            received,
                            sent,
                            rest,
                            headSent,
                            halfClosed,
                            ending);
        }

        Running<C, I, O> compressing(Compressing next) {
            return new Running<>(
                    method,
                    machine,
                    context,
                    in,
                    next,
                    received,
                    sent,
                    rest,
                    headSent,
                    halfClosed,
                    ending);
        }

        Running<C, I, O> oneReceived() {
            return new Running<>(
                    method,
                    machine,
                    context,
                    in,
                    out,
                    received + 1,
                    sent,
                    rest,
                    headSent,
                    halfClosed,
                    ending);
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
                            out,
                            received,
                            sent + more,
                            rest,
                            true,
                            halfClosed,
                            ending);
        }

        /** This of a message with credit to come. */
        Running<C, I, O> leaving(Octets left) {
            return left == rest
                    ? this
                    : new Running<>(
                            method,
                            machine,
                            context,
                            in,
                            out,
                            received,
                            sent,
                            left,
                            headSent,
                            halfClosed,
                            ending);
        }

        Running<C, I, O> inputEnded() {
            return new Running<>(
                    method, machine, context, in, out, received, sent, rest, headSent, true,
                    ending);
        }

        Running<C, I, O> ending(Ending how) {
            return new Running<>(
                    method, machine, context, in, out, received, sent, rest, true, halfClosed, how);
        }
    }
}
