package dev.stillframe.grpc.call;

import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import org.jspecify.annotations.Nullable;

/**
 * A client's call of a machine between two signals.
 *
 * @param context the machine's last context
 * @param in the messages that come; null before the head of the response
 * @param plain whether messages go uncompressed, although the call names a compression
 * @param received how many have come
 * @param sent how many have gone
 * @param rest of a message that goes piece by piece
 * @param halfClosed whether no more will go
 * @param over how the call has ended; null while it has not
 * @param <C> the machine's context
 * @param <O> responses
 */
public record Calling<C, O>(
        C context,
        @Nullable Receiving<O> in,
        boolean plain,
        int received,
        int sent,
        Octets rest,
        boolean halfClosed,
        @Nullable Over over) {

    /**
     * An end, by whichever side.
     *
     * @param trailers that the server has sent
     */
    public record Over(Status status, Metadata trailers) {}

    static <C, O> Calling<C, O> of(C context, boolean halfClosed) {
        return new Calling<>(context, null, false, 0, 0, Octets.EMPTY, halfClosed, null);
    }

    Calling<C, O> with(C next) {
        return next == context
                ? this
                : new Calling<>(next, in, plain, received, sent, rest, halfClosed, over);
    }

    Calling<C, O> taking(Receiving<O> next) {
        return next == in
                ? this
                : new Calling<>(context, next, plain, received, sent, rest, halfClosed, over);
    }

    Calling<C, O> compressing(boolean on) {
        return on != plain
                ? this
                : new Calling<>(context, in, !on, received, sent, rest, halfClosed, over);
    }

    Calling<C, O> oneReceived() {
        return new Calling<>(context, in, plain, received + 1, sent, rest, halfClosed, over);
    }

    /** One more goes, this of it with credit to come. */
    Calling<C, O> oneSent(Octets left) {
        return new Calling<>(context, in, plain, received, sent + 1, left, halfClosed, over);
    }

    Calling<C, O> leaving(Octets left) {
        return left == rest
                ? this
                : new Calling<>(context, in, plain, received, sent, left, halfClosed, over);
    }

    Calling<C, O> outputEnded() {
        return halfClosed
                ? this
                : new Calling<>(context, in, plain, received, sent, rest, true, over);
    }

    Calling<C, O> ending(Status status, Metadata trailers) {
        return new Calling<>(
                context, in, plain, received, sent, rest, halfClosed, new Over(status, trailers));
    }
}
