package dev.stillframe.conformance;

import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.script.Asked;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.conformance.wire.Header;
import dev.stillframe.h2.frame.FrameType;
import dev.stillframe.h2.octets.Output;
import java.io.IOException;
import java.io.OutputStream;

/**
 * One peer: what is wrong with it, if anything. A mutant changes the frames that the engine sends.
 *
 * @param role which end it is
 * @param asked what it sends as a client
 * @param wrong what is wrong with it
 * @param pings how many PINGs it answers before it goes wrong, where that matters
 */
record Mutant(Role role, Asked asked, Wrong wrong, Count pings) {
    /** An error code that is nobody's answer to anything here. */
    static final int CODE = 0xd;

    /** What is wrong. */
    enum Wrong {
        /** Nothing. */
        NOTHING,
        /** Its errors have another code. */
        CODES,
        /** It keeps its errors to itself, and goes on. */
        KEEPS_QUIET,
        /** It closes without GOAWAY. */
        NO_GOAWAY,
        /** It says GOAWAY, and does not close. */
        STAYS,
        /** It finds fault with everything that comes after the opening. */
        TOUCHY,
        /** It closes as soon as the opening is over, before anything wrong can have come. */
        LEAVES,
        /** It does not acknowledge SETTINGS. */
        NO_SETTINGS_ACK,
        /** It answers each PING with other octets. */
        PING_OCTETS,
        /** It sends frames that break the rules for what is sent. */
        UNTIDY
    }

    /** A count. */
    static final class Count {
        private int left;

        Count(int left) {
            this.left = left;
        }

        boolean down() {
            return left-- > 0;
        }
    }

    boolean closes() {
        return wrong != Wrong.STAYS && wrong != Wrong.KEEPS_QUIET;
    }

    /** Writes what the mutant makes of these frames; whether the connection goes on. */
    boolean write(Octets octets, OutputStream out) throws IOException {
        Output changed = new Output(octets.length() + 64);
        Octets magic = Frames.magic();
        if (octets.length() >= magic.length() && octets.slice(0, magic.length()).equals(magic)) {
            changed.put(magic);
        }
        boolean[] goesOn = {true};
        Header.each(
                octets,
                (header, payload) -> {
                    if (goesOn[0]) {
                        goesOn[0] = change(changed, header, payload);
                    }
                });
        out.write(changed.cut().toArray());
        out.flush();
        return goesOn[0];
    }

    private boolean change(Output out, Header header, Octets payload) {
        Octets same = Frames.frame(header.type(), header.flags(), header.streamId(), payload);
        boolean reset = header.type() == FrameType.RST_STREAM;
        boolean goAway = header.type() == FrameType.GOAWAY;
        boolean ack = header.has(Frames.ACK);
        boolean pong = header.type() == FrameType.PING && ack;
        switch (wrong) {
            case NOTHING, STAYS -> out.put(same);
            case CODES -> out.put(reset || goAway ? coded(header, payload) : same);
            case KEEPS_QUIET -> out.put(reset || goAway ? Octets.EMPTY : same);
            case NO_GOAWAY -> {
                out.put(reset || goAway ? Octets.EMPTY : same);
                return !reset && !goAway;
            }
            case TOUCHY -> {
                boolean fine = !pong || pings.down();
                out.put(fine ? same : Frames.goAway(0, 1));
                return fine;
            }
            case LEAVES -> {
                out.put(same);
                return !pong || pings.down() && pings.left > 0;
            }
            case NO_SETTINGS_ACK ->
                    out.put(header.type() == FrameType.SETTINGS && ack ? Octets.EMPTY : same);
            case PING_OCTETS ->
                    out.put(pong ? Frames.ping(Octets.utf8("mistaken"), Frames.ACK) : same);
            case UNTIDY -> out.put(untidy(header, payload));
        }
        return true;
    }

    /** With an unused flag and the reserved bit, and padding that is not zero. */
    private static Octets untidy(Header header, Octets payload) {
        if (header.type() == FrameType.DATA) {
            Octets padded = Octets.of(1).plus(payload).plus(Octets.of('p'));
            return Frames.frame(
                    FrameType.DATA, header.flags() | Frames.PADDED, header.streamId(), padded);
        }
        Octets flagged =
                Frames.frame(header.type(), header.flags() | 0x40, header.streamId(), payload);
        return Frames.reserved(flagged);
    }

    private static Octets coded(Header header, Octets payload) {
        boolean goAway = header.type() == FrameType.GOAWAY;
        Octets last = goAway ? payload.slice(0, 4) : Octets.EMPTY;
        int code = payload.slice(last.length(), 4).toByteBuffer().getInt();
        Octets other = Frames.u32(code == 0 ? 0 : CODE);
        return Frames.frame(header.type(), 0, header.streamId(), last.plus(other));
    }
}
