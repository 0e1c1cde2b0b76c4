package dev.stillframe.conformance.wire;

import dev.stillframe.api.message.Octets;

/**
 * The nine octets in front of a frame (section 4.1), with nothing cleared.
 *
 * @param length the payload's octets
 * @param type the frame type
 * @param flags all eight
 * @param reserved the bit before the stream identifier
 * @param streamId the other 31
 */
public record Header(int length, int type, int flags, boolean reserved, int streamId) {
    /** How many octets it has. */
    public static final int SIZE = 9;

    /** Takes it apart. */
    static Header read(byte[] octets, int at) {
        int id =
                (octets[at + 5] & 0xff) << 24
                        | (octets[at + 6] & 0xff) << 16
                        | (octets[at + 7] & 0xff) << 8
                        | octets[at + 8] & 0xff;
        return new Header(
                (octets[at] & 0xff) << 16 | (octets[at + 1] & 0xff) << 8 | octets[at + 2] & 0xff,
                octets[at + 3] & 0xff,
                octets[at + 4] & 0xff,
                id < 0,
                id & Integer.MAX_VALUE);
    }

    /** What is done with each frame. */
    public interface Visitor {
        /** Here is one. */
        void frame(Header header, Octets payload);
    }

    /** Goes through octets that we sent: a client's preface is skipped, half a frame ends it. */
    public static void each(Octets octets, Visitor visitor) {
        byte[] all = octets.toArray();
        int magic = Frames.magic().length();
        boolean preface = all.length >= magic && octets.slice(0, magic).equals(Frames.magic());
        int at = preface ? magic : 0;
        while (all.length - at >= SIZE) {
            Header header = read(all, at);
            at += SIZE;
            if (header.length() > all.length - at) {
                return;
            }
            visitor.frame(header, Octets.wrap(all, at, header.length()));
            at += header.length();
        }
    }

    /** Whether all bits of {@code flag} are set. */
    public boolean has(int flag) {
        return (flags & flag) == flag;
    }
}
