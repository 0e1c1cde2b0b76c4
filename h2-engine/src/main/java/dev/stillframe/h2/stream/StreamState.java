package dev.stillframe.h2.stream;

import org.jspecify.annotations.Nullable;

/**
 * The states of RFC 9113 section 5.1. H is HEADERS, PP is PUSH_PROMISE, ES is END_STREAM, R is
 * RST_STREAM.
 *
 * <pre>
 *                         +--------+
 *                 send PP |        | recv PP
 *                ,--------+  idle  +--------.
 *               /         |        |         \
 *              v          +--------+          v
 *       +----------+          |           +----------+
 *       |          |          | send H /  |          |
 * ,-----+ reserved |          | recv H    | reserved +-----.
 * |     | (local)  |          |           | (remote) |     |
 * |     +---+------+          v           +------+---+     |
 * |         |             +--------+             |         |
 * |         |     recv ES |        | send ES     |         |
 * |  send H |     ,-------+  open  +-------.     | recv H  |
 * |         |    /        |        |        \    |         |
 * |         v   v         +---+----+         v   v         |
 * |     +----------+          |           +----------+     |
 * |     |   half-  |          |           |   half-  |     |
 * |     |  closed  |          | send R /  |  closed  |     |
 * |     | (remote) |          | recv R    | (local)  |     |
 * |     +----+-----+          |           +-----+----+     |
 * |          | send ES /      |       recv ES / |          |
 * |          | send R /       v        send R / |          |
 * |          | recv R     +--------+   recv R   |          |
 * | send R / `----------->|        |<-----------' send R / |
 * | recv R                | closed |               recv R  |
 * `----------------------->|       |<-----------------------'
 *                         +--------+
 * </pre>
 *
 * <p>Idle and closed streams are not stored: idle ones have taken no identifier yet, closed ones
 * leave a trace in the connection's memory of closed streams.
 */
public sealed interface StreamState {
    /** No frame has been sent or received. */
    record Idle() implements StreamState {
        /** The only value. */
        public static final Idle IDLE = new Idle();
    }

    /** We have promised a response. */
    record ReservedLocal(Outbound out) implements StreamState {}

    /** The peer has promised a response. */
    record ReservedRemote(Inbound in) implements StreamState {}

    /** Both sides may send. */
    record Open(Inbound in, Outbound out) implements StreamState {}

    /** We have ended; the peer may send. */
    record HalfClosedLocal(Inbound in) implements StreamState {}

    /**
     * The peer has ended; we may send.
     *
     * @param held octets of the peer's content that the application has not consumed yet
     */
    record HalfClosedRemote(Outbound out, int held) implements StreamState {
        private static final HalfClosedRemote FRESH = new HalfClosedRemote(Outbound.fresh(null), 0);
        private static final HalfClosedRemote HEAD_SENT =
                new HalfClosedRemote(Outbound.fresh(null).headSent(), 0);

        /** The state; shared where a stream differs in nothing from others. */
        public static HalfClosedRemote of(Outbound out, int held) {
            if (held == 0 && out == FRESH.out) {
                return FRESH;
            }
            return held == 0 && out == HEAD_SENT.out ? HEAD_SENT : new HalfClosedRemote(out, held);
        }
    }

    /** Over. */
    record Closed(Manner manner) implements StreamState {}

    /** How a stream closed, as far as it decides about late frames. */
    enum Manner {
        /** Both sides ended it. */
        ENDED,
        /** We sent RST_STREAM: frames may still be on their way. */
        RESET_BY_US,
        /** The peer sent RST_STREAM. */
        RESET_BY_PEER,
        /** Its identifier was passed over (section 5.1.1). */
        SKIPPED,
        /** So long ago that it is not known. */
        FORGOTTEN;

        private final Closed state = new Closed(this);

        /** The state. */
        public Closed state() {
            return state;
        }
    }

    /** The peer's half, where there is one. */
    default @Nullable Inbound inbound() {
        return switch (this) {
            case Open open -> open.in();
            case HalfClosedLocal half -> half.in();
            case ReservedRemote reserved -> reserved.in();
            case Idle ignored -> null;
            case ReservedLocal ignored -> null;
            case HalfClosedRemote ignored -> null;
            case Closed ignored -> null;
        };
    }

    /** Our half, where there is one. */
    default @Nullable Outbound outbound() {
        return switch (this) {
            case Open open -> open.out();
            case HalfClosedRemote half -> half.out();
            case ReservedLocal reserved -> reserved.out();
            case Idle ignored -> null;
            case ReservedRemote ignored -> null;
            case HalfClosedLocal ignored -> null;
            case Closed ignored -> null;
        };
    }

    /** The same state with another inbound half; only where {@link #inbound} gives one. */
    default StreamState with(Inbound in) {
        return switch (this) {
            case Open open -> in == open.in() ? this : new Open(in, open.out());
            case HalfClosedLocal half -> in == half.in() ? this : new HalfClosedLocal(in);
            case ReservedRemote reserved -> in == reserved.in() ? this : new ReservedRemote(in);
            case Idle ignored -> this;
            case ReservedLocal ignored -> this;
            case HalfClosedRemote ignored -> this;
            case Closed ignored -> this;
        };
    }

    /** The same state with another outbound half; only where {@link #outbound} gives one. */
    default StreamState with(Outbound out) {
        return switch (this) {
            case Open open -> out == open.out() ? this : new Open(open.in(), out);
            case HalfClosedRemote half ->
                    out == half.out() ? this : HalfClosedRemote.of(out, half.held());
            case ReservedLocal reserved -> out == reserved.out() ? this : new ReservedLocal(out);
            case Idle ignored -> this;
            case ReservedRemote ignored -> this;
            case HalfClosedLocal ignored -> this;
            case Closed ignored -> this;
        };
    }

    /** Octets of content that the application holds and has not consumed. */
    default int held() {
        return switch (this) {
            case Open open -> open.in().ledger().held();
            case HalfClosedLocal half -> half.in().ledger().held();
            case HalfClosedRemote half -> half.held();
            case ReservedRemote ignored -> 0;
            case ReservedLocal ignored -> 0;
            case Idle ignored -> 0;
            case Closed ignored -> 0;
        };
    }

    /** After END_STREAM from the peer. */
    default StreamState inputEnded() {
        return switch (this) {
            case Open open -> new HalfClosedRemote(open.out(), open.in().ledger().held());
            case HalfClosedLocal ignored -> Manner.ENDED.state();
            case ReservedRemote ignored -> Manner.ENDED.state();
            case Idle ignored -> this;
            case ReservedLocal ignored -> this;
            case HalfClosedRemote ignored -> this;
            case Closed ignored -> this;
        };
    }

    /** After our END_STREAM. */
    default StreamState outputEnded() {
        return switch (this) {
            case Open open -> new HalfClosedLocal(open.in());
            case HalfClosedRemote ignored -> Manner.ENDED.state();
            case ReservedLocal ignored -> Manner.ENDED.state();
            case Idle ignored -> this;
            case ReservedRemote ignored -> this;
            case HalfClosedLocal ignored -> this;
            case Closed ignored -> this;
        };
    }
}
