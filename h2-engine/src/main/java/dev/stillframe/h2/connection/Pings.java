package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * PING both ways (RFC 9113 section 6.7): the peer's are answered at once, ours measure the round
 * trip.
 */
final class Pings {
    static final Octets BANDWIDTH = Octets.utf8("sf-bandw");
    static final Octets KEEP_ALIVE = Octets.utf8("sf-alive");
    static final Octets DRAIN = Octets.utf8("sf-drain");

    /** What GOAWAY says to a peer that asks too often: the word of gRFC A8. */
    static final String TOO_MANY = "too_many_pings";

    private Pings() {}

    /** What a PING of ours is for. */
    enum Purpose {
        APPLICATION,
        KEEP_ALIVE,
        BANDWIDTH,
        DRAIN
    }

    /** A PING that has not come back. */
    record Outstanding(Octets opaque, Purpose purpose, long at) {}

    /**
     * @param outstanding in the order sent
     * @param roundTrip the last one measured, in nanoseconds, or -1
     * @param theirs the peer's, as far as their frequency is watched
     */
    record State(List<Outstanding> outstanding, long roundTrip, Theirs theirs) {
        static final State NONE = new State(List.of(), -1, Theirs.NONE);

        long keepAliveSince() {
            for (Outstanding ping : outstanding) {
                if (ping.purpose() == Purpose.KEEP_ALIVE) {
                    return ping.at();
                }
            }
            return -1;
        }
    }

    /**
     * How often the peer asks (gRFC A8).
     *
     * @param any whether one has come since HEADERS or DATA last went
     * @param at when the last one came that was not too early
     * @param early how many have come too early since
     */
    record Theirs(boolean any, long at, int early) {
        static final Theirs NONE = new Theirs(false, 0, 0);

        /** As many may come too early: clocks differ, and a PING may have other reasons. */
        static final int FORGIVEN = 2;

        Theirs next(long now, long interval) {
            return any && now - at < interval
                    ? new Theirs(true, at, early + 1)
                    : new Theirs(true, now, early);
        }
    }

    static void send(Draft draft, Octets opaque, Purpose purpose) {
        FrameWriter.ping(draft.out(), false, opaque);
        List<Outstanding> more = new ArrayList<>(draft.pings.outstanding());
        more.add(new Outstanding(opaque, purpose, draft.now));
        draft.pings = new State(List.copyOf(more), draft.pings.roundTrip(), draft.pings.theirs());
    }

    static void command(Draft draft, Command.Ping command) {
        send(draft, command.opaque(), Purpose.APPLICATION);
    }

    static void received(Draft draft, Frame.Ping frame) {
        if (frame.ack()) {
            acknowledged(draft, frame.opaque());
        } else if (inTime(draft) && Abuse.charge(draft, Abuse.Kind.CONTROL)) {
            FrameWriter.ping(draft.out(), true, frame.opaque());
            if (draft.options.tell().contains(Options.Extra.PINGS)) {
                draft.notice(new Notice.Pinged(frame.opaque().copy()));
            }
        }
    }

    /** Says whether the connection goes on. */
    private static boolean inTime(Draft draft) {
        Duration interval = draft.limits().pingInterval();
        Duration idle = draft.limits().idlePingInterval();
        if (draft.streams.size() == 0 && idle.compareTo(interval) > 0) {
            interval = idle;
        }
        if (interval.isZero()) {
            return true;
        }
        Theirs theirs = draft.pings.theirs().next(draft.now, interval.toNanos());
        with(draft, theirs);
        if (theirs.early() > Theirs.FORGIVEN) {
            Faults.connection(draft, ErrorCode.ENHANCE_YOUR_CALM, TOO_MANY);
            return false;
        }
        return true;
    }

    /** HEADERS or DATA has gone, and the peer may measure how long it took. */
    static void permit(Draft draft) {
        if (draft.pings.theirs().any()) {
            with(draft, Theirs.NONE);
        }
    }

    private static void with(Draft draft, Theirs theirs) {
        draft.pings = new State(draft.pings.outstanding(), draft.pings.roundTrip(), theirs);
    }

    private static void acknowledged(Draft draft, Octets opaque) {
        List<Outstanding> left = new ArrayList<>(draft.pings.outstanding());
        for (int i = 0; i < left.size(); i++) {
            if (left.get(i).opaque().equals(opaque)) {
                Outstanding ping = left.remove(i);
                long roundTrip = draft.now - ping.at();
                draft.pings = new State(List.copyOf(left), roundTrip, draft.pings.theirs());
                switch (ping.purpose()) {
                    case APPLICATION -> draft.notice(new Notice.Pong(ping.opaque(), roundTrip));
                    case BANDWIDTH -> WindowUpdates.sampled(draft);
                    case DRAIN -> Shutdown.announced(draft);
                    case KEEP_ALIVE -> {}
                }
                return;
            }
        }
        Abuse.charge(draft, Abuse.Kind.GLITCH); // an acknowledgement of nothing
    }
}
