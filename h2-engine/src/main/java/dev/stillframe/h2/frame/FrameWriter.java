package dev.stillframe.h2.frame;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.octets.Output;
import java.nio.charset.StandardCharsets;

/**
 * Lays frames out (RFC 9113 section 6). It writes what it is told to, also what no peer may be
 * sent: whoever calls it has checked the rules.
 */
public final class FrameWriter {
    /** The size of a frame's header in octets. */
    public static final int HEADER = FrameHeader.SIZE;

    /** Debug data of a GOAWAY is cut to this many octets, so that it fits beside other frames. */
    public static final int MAX_REASON = 256;

    private FrameWriter() {}

    /** A frame's header (section 4.1). Its payload is for the caller to write. */
    public static void header(Output out, int length, int type, int flags, int streamId) {
        out.u24(length).u8(type).u8(flags).u32(streamId);
    }

    /**
     * SETTINGS (section 6.5).
     *
     * @param idsAndValues identifier, value, identifier, value ...; values are unsigned
     */
    public static void settings(Output out, int... idsAndValues) {
        header(out, idsAndValues.length * 3, FrameType.SETTINGS, Flag.NONE, 0);
        for (int i = 0; i < idsAndValues.length; i += 2) {
            out.u16(idsAndValues[i]).u32(idsAndValues[i + 1]);
        }
    }

    /** SETTINGS that acknowledge the peer's (section 6.5.3). */
    public static void settingsAck(Output out) {
        header(out, 0, FrameType.SETTINGS, Flag.ACK, 0);
    }

    /**
     * PING (section 6.7).
     *
     * @param opaque eight octets
     */
    public static void ping(Output out, boolean ack, Octets opaque) {
        header(out, opaque.length(), FrameType.PING, ack ? Flag.ACK : Flag.NONE, 0);
        out.put(opaque);
    }

    /**
     * GOAWAY (section 6.8).
     *
     * @param reason debug data for people to read; what is over {@link #MAX_REASON} octets of UTF-8
     *     is left out
     */
    public static void goAway(Output out, int lastStreamId, ErrorCode code, String reason) {
        byte[] debug = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(debug.length, MAX_REASON);
        while (length < debug.length && (debug[length] & 0xc0) == 0x80) {
            length--; // not in the middle of a character
        }
        header(out, 8 + length, FrameType.GOAWAY, Flag.NONE, 0);
        out.u32(lastStreamId).u32(code.value()).put(debug, 0, length);
    }

    /** RST_STREAM (section 6.4). */
    public static void reset(Output out, int streamId, ErrorCode code) {
        header(out, 4, FrameType.RST_STREAM, Flag.NONE, streamId);
        out.u32(code.value());
    }

    /**
     * WINDOW_UPDATE (section 6.9).
     *
     * @param streamId 0 for the connection's window
     */
    public static void windowUpdate(Output out, int streamId, int increment) {
        header(out, 4, FrameType.WINDOW_UPDATE, Flag.NONE, streamId);
        out.u32(increment);
    }

    /** The header of DATA (section 6.1); its payload is never copied, so it follows by itself. */
    public static void dataHeader(Output out, int streamId, int length, boolean endStream) {
        header(out, length, FrameType.DATA, endStream ? Flag.END_STREAM : Flag.NONE, streamId);
    }

    /**
     * PRIORITY_UPDATE (RFC 9218 section 7.1).
     *
     * @param value a Priority field value, ASCII
     */
    public static void priorityUpdate(Output out, int streamId, String value) {
        header(out, 4 + value.length(), FrameType.PRIORITY_UPDATE, Flag.NONE, 0);
        out.u32(streamId).latin1(value);
    }

    /**
     * Makes a field block, the last thing in {@code out}, into HEADERS or PUSH_PROMISE and as many
     * CONTINUATIONs as it needs (section 4.3). The block is written before its length is known, so
     * the caller leaves room for the first header in front of it; only a block that is larger than
     * one frame is moved.
     *
     * @param from where the room begins, counted from the output's last cut: {@link #HEADER}
     *     octets, and four more for a PUSH_PROMISE
     * @param promisedId the promised stream, or 0 for HEADERS
     * @param endStream on HEADERS, the flag
     * @param maxFrameSize how long a payload the peer takes
     */
    public static void fieldBlock(
            Output out,
            int from,
            int streamId,
            int promisedId,
            boolean endStream,
            int maxFrameSize) {
        boolean promise = promisedId > 0;
        int first = from + HEADER;
        if (promise) {
            setU32(out, first, promisedId);
        }
        int length = out.length() - first;
        int size = Math.min(length, maxFrameSize);
        int type = promise ? FrameType.PUSH_PROMISE : FrameType.HEADERS;
        int flags = endStream && !promise ? Flag.END_STREAM : Flag.NONE;
        if (size == length) {
            setHeader(out, from, size, type, flags | Flag.END_HEADERS, streamId);
            return;
        }
        setHeader(out, from, size, type, flags, streamId);
        // From the last cut to the first, so that each insertion moves what is final.
        int last = first + (length - 1) / maxFrameSize * maxFrameSize;
        flags = Flag.END_HEADERS;
        size = first + length - last;
        for (int at = last; at > first; at -= maxFrameSize) {
            out.insert(at, HEADER);
            setHeader(out, at, size, FrameType.CONTINUATION, flags, streamId);
            flags = Flag.NONE;
            size = maxFrameSize;
        }
    }

    private static void setHeader(
            Output out, int at, int length, int type, int flags, int streamId) {
        out.setU24(at, length);
        out.setU8(at + 3, type);
        out.setU8(at + 4, flags);
        setU32(out, at + 5, streamId);
    }

    private static void setU32(Output out, int at, int value) {
        out.setU8(at, value >> 24);
        out.setU24(at + 1, value);
    }
}
