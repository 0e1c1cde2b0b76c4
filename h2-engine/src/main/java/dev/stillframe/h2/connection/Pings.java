package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameWriter;
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
     */
    record State(List<Outstanding> outstanding, long roundTrip) {
        static final State NONE = new State(List.of(), -1);

        long keepAliveSince() {
            for (Outstanding ping : outstanding) {
                if (ping.purpose() == Purpose.KEEP_ALIVE) {
                    return ping.at();
                }
            }
            return -1;
        }
    }

    static void send(Draft draft, Octets opaque, Purpose purpose) {
        FrameWriter.ping(draft.out(), false, opaque);
        List<Outstanding> more = new ArrayList<>(draft.pings.outstanding());
        more.add(new Outstanding(opaque, purpose, draft.now));
        draft.pings = new State(List.copyOf(more), draft.pings.roundTrip());
    }

    static void command(Draft draft, Command.Ping command) {
        send(draft, command.opaque(), Purpose.APPLICATION);
    }

    static void received(Draft draft, Frame.Ping frame) {
        if (frame.ack()) {
            acknowledged(draft, frame.opaque());
        } else if (Abuse.charge(draft, Abuse.Kind.CONTROL)) {
            FrameWriter.ping(draft.out(), true, frame.opaque());
        }
    }

    private static void acknowledged(Draft draft, Octets opaque) {
        List<Outstanding> left = new ArrayList<>(draft.pings.outstanding());
        for (int i = 0; i < left.size(); i++) {
            if (left.get(i).opaque().equals(opaque)) {
                Outstanding ping = left.remove(i);
                long roundTrip = draft.now - ping.at();
                draft.pings = new State(List.copyOf(left), roundTrip);
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
