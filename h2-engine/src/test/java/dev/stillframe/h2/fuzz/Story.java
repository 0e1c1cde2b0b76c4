package dev.stillframe.h2.fuzz;

import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.octets.Output;

/** Writes the tape of {@link ConnectionFuzz}: each method is one {@link Op}. */
final class Story {
    static final int END = 1;
    static final int SPLIT = 2;
    static final int PROMISE = 4;
    static final int PADDED = 2;

    private final Output out = new Output(256);

    private Story(int how) {
        out.u8(how);
    }

    static Story server(int how) {
        return new Story(how);
    }

    static Story client(int how) {
        return new Story(how | Play.CLIENT);
    }

    private Story op(Op op, int... octets) {
        out.u8(op.ordinal());
        for (int octet : octets) {
            out.u8(octet);
        }
        return this;
    }

    /** At most 255 octets. */
    Story raw(Octets octets) {
        op(Op.RAW, octets.length());
        out.put(octets);
        return this;
    }

    /** At most 255 octets of payload. */
    Story frame(int type, int flags, int streamId, Octets payload) {
        op(Op.FRAME, type, flags, streamId, payload.length());
        out.put(payload);
        return this;
    }

    Story head(int streamId, int flags, int choice) {
        return op(Op.HEAD, streamId, flags, choice);
    }

    Story data(int streamId, int length, int flags) {
        return op(Op.DATA, streamId, length >> 8, length & 0xff, flags);
    }

    /** Entries of an identifier and an edge, see {@link #edge}: id, edge, id, edge ... */
    Story settings(int... idsAndEdges) {
        return op(Op.SETTINGS, idsAndEdges.length / 2).octets(idsAndEdges);
    }

    Story window(int streamId, int edge) {
        return op(Op.WINDOW, streamId, edge);
    }

    /** Steps, the peer's octets in pieces of this length; 0 for one piece. */
    Story step(int piece) {
        return op(Op.STEP, piece);
    }

    Story step() {
        return step(0);
    }

    /** 2^exponent milliseconds pass. */
    Story clock(int exponent) {
        return op(Op.CLOCK, exponent).step();
    }

    Story room(int edge) {
        return op(Op.ROOM, edge);
    }

    Story respond(int streamId, int choice, int flags) {
        return op(Op.RESPOND, streamId, choice, flags);
    }

    Story send(int streamId, int edge, int flags) {
        return op(Op.SEND, streamId, edge, flags);
    }

    Story trailers(int streamId) {
        return op(Op.FINISH, streamId, 0);
    }

    Story want(int streamId) {
        return op(Op.FINISH, streamId, 2);
    }

    Story reset(int streamId, int code) {
        return op(Op.FINISH, streamId, 3 | code << 2);
    }

    /** What is asked is in the low three bits, see {@link Play}; the rest chooses. */
    Story ask(int what, int choice, int... more) {
        return op(Op.ASK, what | choice << 3).octets(more);
    }

    Story consumed(int streamId, int edge) {
        return op(Op.CONSUMED, streamId, edge);
    }

    Story released(int streamId) {
        return op(Op.RELEASED, streamId);
    }

    Story inputClosed() {
        return op(Op.TRANSPORT, 0);
    }

    Story transportFailed() {
        return op(Op.TRANSPORT, 1);
    }

    Story upgraded(Octets settings) {
        op(Op.TRANSPORT, 2 | settings.length() << 2);
        out.put(settings);
        return this;
    }

    private Story octets(int... octets) {
        for (int octet : octets) {
            out.u8(octet);
        }
        return this;
    }

    /** 2^exponent, as {@link Tape#edge} reads it. */
    static int edge(int exponent) {
        return exponent << 2 | 1;
    }

    /** 2^exponent - 1, as {@link Tape#edge} reads it. */
    static int below(int exponent) {
        return exponent << 2 | 2;
    }

    /** A number up to 63, as {@link Tape#edge} reads it. */
    static int few(int number) {
        return number << 2;
    }

    byte[] tape() {
        return out.cut().toArray();
    }
}
