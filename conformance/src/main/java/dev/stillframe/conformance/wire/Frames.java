package dev.stillframe.conformance.wire;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Flag;
import dev.stillframe.h2.frame.FrameType;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.octets.Output;

/** Frames as octets, right or wrong: nothing is checked (RFC 9113 section 6). */
public final class Frames {
    public static final int END_STREAM = Flag.END_STREAM;
    public static final int END_HEADERS = Flag.END_HEADERS;
    public static final int ACK = Flag.ACK;
    public static final int PADDED = Flag.PADDED;
    public static final int PRIORITY = Flag.PRIORITY;

    public static final int HEADER_TABLE_SIZE = 0x1;
    public static final int ENABLE_PUSH = 0x2;
    public static final int MAX_CONCURRENT_STREAMS = 0x3;
    public static final int INITIAL_WINDOW_SIZE = 0x4;
    public static final int MAX_FRAME_SIZE = 0x5;
    public static final int MAX_HEADER_LIST_SIZE = 0x6;

    /** A type that no document defines. */
    public static final int UNKNOWN_TYPE = 0xb7;

    /** What a PING carries here unless it matters. */
    public static final Octets OPAQUE = Octets.utf8("conforms");

    private static final Octets MAGIC = Octets.utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private Frames() {}

    /** The first 24 octets of a client (section 3.4). */
    public static Octets magic() {
        return MAGIC;
    }

    /** Any frame. */
    public static Octets frame(int type, int flags, int streamId, Octets payload) {
        return cut(payload.length(), payload.length(), type, flags, streamId, payload);
    }

    /** A frame whose header announces {@code length} octets, whatever follows. */
    public static Octets announcing(int length, int type, int flags, int streamId, Octets payload) {
        return cut(length, payload.length(), type, flags, streamId, payload);
    }

    public static Octets data(int streamId, int length, int flags) {
        return frame(FrameType.DATA, flags, streamId, zeros(length));
    }

    public static Octets headers(int streamId, Octets block, int flags) {
        return frame(FrameType.HEADERS, flags, streamId, block);
    }

    public static Octets continuation(int streamId, Octets fragment, int flags) {
        return frame(FrameType.CONTINUATION, flags, streamId, fragment);
    }

    /** A payload with {@code pad} in its Pad Length field and {@code zeros} octets of padding. */
    public static Octets padded(int pad, Octets content, int zeros) {
        return Octets.of(pad).plus(content).plus(zeros(zeros));
    }

    public static Octets priority(int streamId, int dependency) {
        return frame(FrameType.PRIORITY, 0, streamId, u32(dependency).plus(Octets.of(15)));
    }

    public static Octets reset(int streamId, ErrorCode code) {
        return frame(FrameType.RST_STREAM, 0, streamId, u32(code.value()));
    }

    /** SETTINGS: identifier, value, identifier, value ... */
    public static Octets settings(int... idsAndValues) {
        Output out = new Output(64);
        FrameWriter.settings(out, idsAndValues);
        return out.cut();
    }

    public static Octets settingsAck() {
        return frame(FrameType.SETTINGS, ACK, 0, Octets.EMPTY);
    }

    public static Octets promise(int streamId, int promisedId, Octets block, int flags) {
        return frame(FrameType.PUSH_PROMISE, flags, streamId, u32(promisedId).plus(block));
    }

    public static Octets ping(Octets opaque, int flags) {
        return frame(FrameType.PING, flags, 0, opaque);
    }

    public static Octets goAway(int lastStreamId, int code) {
        return frame(FrameType.GOAWAY, 0, 0, u32(lastStreamId).plus(u32(code)));
    }

    public static Octets windowUpdate(int streamId, int increment) {
        return frame(FrameType.WINDOW_UPDATE, 0, streamId, u32(increment));
    }

    /** The same frame with the reserved bit in front of its stream identifier set. */
    public static Octets reserved(Octets frame) {
        byte[] octets = frame.toArray();
        octets[5] |= (byte) 0x80;
        return Octets.wrap(octets);
    }

    /** Four octets. */
    public static Octets u32(int value) {
        return new Output(4).u32(value).cut();
    }

    /** So many octets of value 0. */
    public static Octets zeros(int count) {
        return Octets.wrap(new byte[count]);
    }

    private static Octets cut(
            int announced, int length, int type, int flags, int streamId, Octets payload) {
        Output out = new Output(Header.SIZE + length);
        FrameWriter.header(out, announced, type, flags, streamId);
        return out.put(payload).cut();
    }
}
