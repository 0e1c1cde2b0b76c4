package dev.stillframe.h2.frame;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.octets.Output;
import java.util.ArrayList;
import java.util.List;

/**
 * Octets on the wire for tests: a script of frames, right or wrong, into octets; and octets into
 * frames.
 *
 * <pre>
 *   Wire.of().preface().settings(3, 100).headers(1, block, END_STREAM | END_HEADERS).octets()
 * </pre>
 *
 * <p>Every frame is put together here and not by {@link FrameWriter}, so that the two check each
 * other.
 */
public final class Wire {
    public static final int END_STREAM = Flag.END_STREAM;
    public static final int END_HEADERS = Flag.END_HEADERS;
    public static final int MAX_FRAME_SIZE = (1 << 24) - 1;

    private static final Octets PREFACE = Octets.utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private final Output out = new Output(256);
    private int reserved;

    private Wire() {}

    public static Wire of() {
        return new Wire();
    }

    /** All that has been written since the last call. */
    public Octets octets() {
        return out.cut().copy();
    }

    /** The client's 24 octets, without SETTINGS. */
    public Wire preface() {
        return raw(PREFACE);
    }

    public Wire raw(int... octets) {
        return raw(Octets.of(octets));
    }

    public Wire raw(Octets octets) {
        out.put(octets);
        return this;
    }

    /** Sets the reserved bits of the frames that follow, in header and payload. */
    public Wire reserved(boolean set) {
        reserved = set ? 0x8000_0000 : 0;
        return this;
    }

    /** Any frame. */
    public Wire frame(int type, int flags, int streamId, Octets payload) {
        return header(payload.length(), type, flags, streamId).raw(payload);
    }

    /** A frame's header alone, with a Length that may be wrong. */
    public Wire header(int length, int type, int flags, int streamId) {
        out.u24(length).u8(type).u8(flags).u32(streamId | reserved);
        return this;
    }

    public Wire data(int streamId, String text, boolean endStream) {
        return data(streamId, Octets.utf8(text), endStream);
    }

    public Wire data(int streamId, Octets payload, boolean endStream) {
        return frame(FrameType.DATA, endStream ? END_STREAM : 0, streamId, payload);
    }

    public Wire paddedData(int streamId, Octets payload, int padding, boolean endStream) {
        int flags = Flag.PADDED | (endStream ? END_STREAM : 0);
        return frame(FrameType.DATA, flags, streamId, pad(payload, padding));
    }

    public Wire headers(int streamId, Octets block, int flags) {
        return frame(FrameType.HEADERS, flags, streamId, block);
    }

    public Wire paddedHeaders(int streamId, Octets block, int padding, int flags) {
        return frame(FrameType.HEADERS, flags | Flag.PADDED, streamId, pad(block, padding));
    }

    /** HEADERS with the PRIORITY flag, exclusive and of weight 16. */
    public Wire priorityHeaders(int streamId, Octets block, int dependency, int flags) {
        Octets payload = exclusive(dependency).plus(block);
        return frame(FrameType.HEADERS, flags | Flag.PRIORITY, streamId, payload);
    }

    /** HEADERS with both optional parts. */
    public Wire paddedPriorityHeaders(
            int streamId, Octets block, int dependency, int padding, int flags) {
        Octets payload = pad(exclusive(dependency).plus(block), padding);
        return frame(FrameType.HEADERS, flags | Flag.PRIORITY | Flag.PADDED, streamId, payload);
    }

    public Wire priority(int streamId, int dependency) {
        return frame(FrameType.PRIORITY, 0, streamId, exclusive(dependency));
    }

    public Wire reset(int streamId, ErrorCode code) {
        return frame(FrameType.RST_STREAM, 0, streamId, u32(code.value()));
    }

    /** SETTINGS: identifier, value, identifier, value ... */
    public Wire settings(int... idsAndValues) {
        Output payload = new Output(64);
        for (int i = 0; i < idsAndValues.length; i += 2) {
            payload.u16(idsAndValues[i]).u32(idsAndValues[i + 1]);
        }
        return frame(FrameType.SETTINGS, 0, 0, payload.cut());
    }

    public Wire settingsAck() {
        return frame(FrameType.SETTINGS, Flag.ACK, 0, Octets.EMPTY);
    }

    public Wire pushPromise(int streamId, int promisedId, Octets block, int flags) {
        Octets payload = u31(promisedId).plus(block);
        return frame(FrameType.PUSH_PROMISE, flags, streamId, payload);
    }

    public Wire paddedPushPromise(
            int streamId, int promisedId, Octets block, int padding, int flags) {
        Octets payload = pad(u31(promisedId).plus(block), padding);
        return frame(FrameType.PUSH_PROMISE, flags | Flag.PADDED, streamId, payload);
    }

    public Wire ping(boolean ack, Octets opaque) {
        return frame(FrameType.PING, ack ? Flag.ACK : 0, 0, opaque);
    }

    public Wire goAway(int lastStreamId, ErrorCode code, String debug) {
        Octets payload = u31(lastStreamId).plus(u32(code.value())).plus(Octets.utf8(debug));
        return frame(FrameType.GOAWAY, 0, 0, payload);
    }

    public Wire windowUpdate(int streamId, int increment) {
        return frame(FrameType.WINDOW_UPDATE, 0, streamId, u31(increment));
    }

    public Wire continuation(int streamId, Octets fragment, int flags) {
        return frame(FrameType.CONTINUATION, flags, streamId, fragment);
    }

    public Wire priorityUpdate(int prioritizedId, String value) {
        Octets payload = u31(prioritizedId).plus(Octets.utf8(value));
        return frame(FrameType.PRIORITY_UPDATE, 0, 0, payload);
    }

    private Octets exclusive(int dependency) {
        return u32(dependency | 0x8000_0000).plus(Octets.of(15));
    }

    private Octets u31(int value) {
        return u32(value | reserved);
    }

    static Octets u32(int value) {
        return new Output(4).u32(value).cut();
    }

    private static Octets pad(Octets payload, int padding) {
        return Octets.of(padding).plus(payload).plus(Octets.wrap(new byte[padding]));
    }

    /**
     * The frames in octets, each DATA in one piece, those of unknown types whole. A client's
     * preface in front of them is skipped.
     *
     * @throws AssertionError when the octets do not end with a frame's end
     */
    public static List<Frame> frames(Octets octets) {
        boolean client =
                octets.length() >= PREFACE.length()
                        && octets.slice(0, PREFACE.length()).equals(PREFACE);
        Remainder start = client ? Remainder.preface() : Remainder.frames();
        FrameReader reader = new FrameReader(start, MAX_FRAME_SIZE, true);
        List<Frame> frames = new ArrayList<>();
        read(reader, octets, frames);
        if (reader.freeze().midFrame()) {
            throw new AssertionError("after " + frames + " half a frame: " + reader.freeze());
        }
        return merge(frames);
    }

    /** Feeds a reader and gathers what it gives. */
    public static void read(FrameReader reader, Octets chunk, List<Frame> frames) {
        reader.feed(chunk);
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            frames.add(frame);
        }
    }

    /** Puts the pieces of each DATA together. */
    public static List<Frame> merge(List<Frame> frames) {
        List<Frame> merged = new ArrayList<>();
        for (Frame frame : frames) {
            if (!(frame instanceof Frame.Data piece) || piece.opening()) {
                merged.add(frame);
                continue;
            }
            if (merged.isEmpty()
                    || !(merged.removeLast() instanceof Frame.Data before)
                    || before.endStream()
                    || before.streamId() != piece.streamId()
                    || piece.length() != 0
                    || piece.padding() != 0) {
                throw new AssertionError("continues nothing: " + piece + " in " + frames);
            }
            merged.add(
                    new Frame.Data(
                            before.streamId(),
                            before.opening(),
                            before.length(),
                            before.padding(),
                            before.payload().plus(piece.payload()),
                            piece.endStream()));
        }
        return merged;
    }
}
