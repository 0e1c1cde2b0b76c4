package dev.stillframe.h2.frame;

import static dev.stillframe.h2.frame.Wire.END_HEADERS;
import static dev.stillframe.h2.frame.Wire.END_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.rfc.Requirement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What each well-formed frame is read as: RFC 9113 sections 4.1 and 6, RFC 9218 section 7.1. */
class FrameFormatTest {
    private static final Octets BLOCK = Octets.of(0x82, 0x86, 0x84);
    private static final Octets EIGHT = Octets.of(1, 2, 3, 4, 5, 6, 7, 8);

    private static Frame read(Wire wire) {
        List<Frame> frames = Wire.frames(wire.octets());
        assertEquals(1, frames.size(), frames.toString());
        return frames.getFirst();
    }

    @Test
    @DisplayName("6.1: DATA")
    void data() {
        assertEquals(
                new Frame.Data(5, true, 3, 0, Octets.utf8("abc"), false),
                read(Wire.of().data(5, "abc", false)));
        assertEquals(
                new Frame.Data(5, true, 0, 0, Octets.EMPTY, true),
                read(Wire.of().data(5, "", true)));
        assertEquals(
                new Frame.Data(5, true, 0, 0, Octets.EMPTY, false),
                read(Wire.of().data(5, "", false)));
    }

    @Test
    @DisplayName("6.1: The entire DATA frame payload is included in flow control")
    void paddedData() {
        assertEquals(
                new Frame.Data(5, true, 11, 8, Octets.utf8("abc"), true),
                read(Wire.of().paddedData(5, Octets.utf8("abc"), 7, true)));
        assertEquals(
                new Frame.Data(5, true, 259, 256, Octets.utf8("abc"), false),
                read(Wire.of().paddedData(5, Octets.utf8("abc"), 255, false)));
    }

    @Test
    @DisplayName(
            "6.1: A frame can be increased in size by one octet by including a Pad Length field"
                    + " with a value of zero")
    void zeroPadding() {
        assertEquals(
                new Frame.Data(5, true, 4, 1, Octets.utf8("abc"), false),
                read(Wire.of().paddedData(5, Octets.utf8("abc"), 0, false)));
        assertEquals(
                new Frame.Data(5, true, 1, 1, Octets.EMPTY, true),
                read(Wire.of().paddedData(5, Octets.EMPTY, 0, true)));
        assertEquals(
                new Frame.Headers(5, BLOCK, false, true, -1),
                read(Wire.of().paddedHeaders(5, BLOCK, 0, END_HEADERS)));
    }

    @Test
    @DisplayName("6.2: HEADERS with each of its flags")
    void headers() {
        assertEquals(
                new Frame.Headers(1, BLOCK, false, false, -1),
                read(Wire.of().headers(1, BLOCK, 0)));
        assertEquals(
                new Frame.Headers(1, BLOCK, true, false, -1),
                read(Wire.of().headers(1, BLOCK, END_STREAM)));
        assertEquals(
                new Frame.Headers(1, BLOCK, false, true, -1),
                read(Wire.of().headers(1, BLOCK, END_HEADERS)));
        assertEquals(
                new Frame.Headers(1, BLOCK, true, true, -1),
                read(Wire.of().paddedHeaders(1, BLOCK, 200, END_STREAM | END_HEADERS)));
        assertEquals(
                new Frame.Headers(3, BLOCK, false, true, 1),
                read(Wire.of().priorityHeaders(3, BLOCK, 1, END_HEADERS)));
        assertEquals(
                new Frame.Headers(3, BLOCK, true, true, 0),
                read(Wire.of().paddedPriorityHeaders(3, BLOCK, 0, 4, END_STREAM | END_HEADERS)));
        assertEquals(
                new Frame.Headers(3, Octets.EMPTY, false, true, Integer.MAX_VALUE),
                read(
                        Wire.of()
                                .paddedPriorityHeaders(
                                        3, Octets.EMPTY, Integer.MAX_VALUE, 255, END_HEADERS)));
    }

    @Test
    @DisplayName("6.3: PRIORITY")
    void priority() {
        assertEquals(new Frame.Priority(7, 3), read(Wire.of().priority(7, 3)));
    }

    @Test
    @DisplayName("6.4: RST_STREAM, with any 32-bit code")
    void reset() {
        assertEquals(new Frame.Reset(7, 8), read(Wire.of().reset(7, ErrorCode.CANCEL)));
        assertEquals(new Frame.Reset(7, -1), read(Wire.of().reset(7, new ErrorCode(-1))));
    }

    @Test
    @DisplayName("6.5: SETTINGS, repeated, unknown and 32-bit ones in order")
    void settings() {
        Frame frame = read(Wire.of().settings(3, 100, 0xffff, -1, 3, 7));
        Frame.Settings settings = (Frame.Settings) frame;
        assertEquals(
                List.of("3=100", "65535=4294967295", "3=7"),
                IntStream.range(0, settings.count())
                        .mapToObj(i -> settings.id(i) + "=" + settings.value(i))
                        .toList());
        assertEquals(new Frame.Settings(false, Octets.EMPTY), read(Wire.of().settings()));
        assertEquals(new Frame.Settings(true, Octets.EMPTY), read(Wire.of().settingsAck()));
    }

    @Test
    @DisplayName("6.6: PUSH_PROMISE")
    void pushPromise() {
        assertEquals(
                new Frame.PushPromise(1, 2, BLOCK, false),
                read(Wire.of().pushPromise(1, 2, BLOCK, 0)));
        assertEquals(
                new Frame.PushPromise(1, 2, BLOCK, true),
                read(Wire.of().paddedPushPromise(1, 2, BLOCK, 9, END_HEADERS)));
        assertEquals(
                new Frame.PushPromise(1, 4, Octets.EMPTY, true),
                read(Wire.of().paddedPushPromise(1, 4, Octets.EMPTY, 0, END_HEADERS)));
    }

    @Test
    @DisplayName("6.7: PING")
    void ping() {
        assertEquals(new Frame.Ping(false, EIGHT), read(Wire.of().ping(false, EIGHT)));
        assertEquals(new Frame.Ping(true, EIGHT), read(Wire.of().ping(true, EIGHT)));
    }

    @Test
    @DisplayName("6.8: GOAWAY, with and without debug data")
    void goAway() {
        assertEquals(
                new Frame.GoAway(0, 0, Octets.EMPTY),
                read(Wire.of().goAway(0, ErrorCode.NO_ERROR, "")));
        assertEquals(
                new Frame.GoAway(Integer.MAX_VALUE, 0xb, Octets.utf8("calm")),
                read(Wire.of().goAway(Integer.MAX_VALUE, ErrorCode.ENHANCE_YOUR_CALM, "calm")));
    }

    @Test
    @DisplayName("6.9: WINDOW_UPDATE on stream and connection; 0 is for the rule")
    void windowUpdate() {
        assertEquals(new Frame.WindowUpdate(0, 1), read(Wire.of().windowUpdate(0, 1)));
        assertEquals(
                new Frame.WindowUpdate(3, Integer.MAX_VALUE),
                read(Wire.of().windowUpdate(3, Integer.MAX_VALUE)));
        assertEquals(new Frame.WindowUpdate(3, 0), read(Wire.of().windowUpdate(3, 0)));
    }

    @Test
    @DisplayName("6.10: CONTINUATION")
    void continuation() {
        assertEquals(
                new Frame.Continuation(1, BLOCK, false), read(Wire.of().continuation(1, BLOCK, 0)));
        assertEquals(
                new Frame.Continuation(1, Octets.EMPTY, true),
                read(Wire.of().continuation(1, Octets.EMPTY, END_HEADERS)));
    }

    @Test
    @DisplayName("RFC 9218 7.1: PRIORITY_UPDATE")
    void priorityUpdate() {
        assertEquals(
                new Frame.PriorityUpdate(9, Octets.utf8("u=1, i")),
                read(Wire.of().priorityUpdate(9, "u=1, i")));
        assertEquals(
                new Frame.PriorityUpdate(9, Octets.EMPTY), read(Wire.of().priorityUpdate(9, "")));
    }

    @Test
    @DisplayName("4.1: Implementations MUST ignore and discard frames of unknown types")
    void unknown() {
        for (int type = 0x0a; type <= 0xff; type++) {
            if (type == FrameType.PRIORITY_UPDATE) {
                continue;
            }
            Octets octets =
                    Wire.of()
                            .frame(type, 0xff, 0, Octets.EMPTY)
                            .frame(type, 0xa5, 77, BLOCK)
                            .ping(false, EIGHT)
                            .octets();
            assertEquals(
                    List.of(
                            new Frame.Unknown(type, 0xff, 0, 0),
                            new Frame.Unknown(type, 0xa5, 77, 3, BLOCK),
                            new Frame.Ping(false, EIGHT)),
                    Wire.frames(octets));
            List<Frame> skipped = new ArrayList<>();
            Wire.read(new FrameReader(Remainder.frames(), Wire.MAX_FRAME_SIZE), octets, skipped);
            assertEquals(new Frame.Unknown(type, 0xa5, 77, 3), skipped.get(1));
            assertEquals(new Frame.Ping(false, EIGHT), skipped.get(2));
        }
    }

    @Test
    @Requirement("9113-4.1-6")
    @DisplayName("4.1: The reserved bit MUST be ignored when receiving")
    void reservedBits() {
        List<Frame> clear = Wire.frames(oneOfEach(Wire.of()).octets());
        List<Frame> set = Wire.frames(oneOfEach(Wire.of().reserved(true)).octets());
        assertEquals(clear, set);
    }

    private static Wire oneOfEach(Wire wire) {
        return wire.settings(1, 2)
                .data(1, "x", true)
                .headers(1, BLOCK, END_HEADERS)
                .priority(3, 1)
                .reset(3, ErrorCode.CANCEL)
                .pushPromise(1, 2, BLOCK, END_HEADERS)
                .ping(true, EIGHT)
                .goAway(5, ErrorCode.NO_ERROR, "")
                .windowUpdate(0, 10)
                .continuation(1, BLOCK, 0)
                .priorityUpdate(1, "i")
                .frame(0xfe, 0, 3, BLOCK);
    }

    @Test
    @DisplayName("4.1: Unused flags MUST be ignored on receipt")
    void unusedFlags() {
        assertEquals(
                new Frame.Data(1, true, 3, 0, BLOCK, false),
                read(Wire.of().frame(FrameType.DATA, 0xff & ~(0x01 | 0x08), 1, BLOCK)));
        assertEquals(
                new Frame.Headers(1, BLOCK, false, false, -1),
                read(Wire.of().frame(FrameType.HEADERS, 0x02 | 0x10 | 0x40 | 0x80, 1, BLOCK)));
        assertEquals(
                new Frame.Priority(1, 0),
                read(Wire.of().frame(FrameType.PRIORITY, 0xff, 1, Octets.of(0, 0, 0, 0, 0))));
        assertEquals(
                new Frame.Reset(1, 8),
                read(Wire.of().frame(FrameType.RST_STREAM, 0xff, 1, Octets.of(0, 0, 0, 8))));
        assertEquals(
                new Frame.Settings(false, Octets.of(0, 3, 0, 0, 0, 1)),
                read(Wire.of().frame(FrameType.SETTINGS, 0xfe, 0, Octets.of(0, 3, 0, 0, 0, 1))));
        assertEquals(
                new Frame.PushPromise(1, 2, BLOCK, false),
                read(
                        Wire.of()
                                .frame(
                                        FrameType.PUSH_PROMISE,
                                        0xff & ~(0x04 | 0x08),
                                        1,
                                        Wire.u32(2).plus(BLOCK))));
        assertEquals(
                new Frame.Ping(false, EIGHT),
                read(Wire.of().frame(FrameType.PING, 0xfe, 0, EIGHT)));
        assertEquals(
                new Frame.GoAway(0x01020304, 0x05060708, Octets.EMPTY),
                read(Wire.of().frame(FrameType.GOAWAY, 0xff, 0, EIGHT)));
        assertEquals(
                new Frame.WindowUpdate(1, 5),
                read(Wire.of().frame(FrameType.WINDOW_UPDATE, 0xff, 1, Wire.u32(5))));
        assertEquals(
                new Frame.Continuation(1, BLOCK, false),
                read(Wire.of().frame(FrameType.CONTINUATION, 0xff & ~0x04, 1, BLOCK)));
        assertEquals(
                new Frame.PriorityUpdate(3, BLOCK),
                read(Wire.of().frame(FrameType.PRIORITY_UPDATE, 0xff, 0, Wire.u32(3).plus(BLOCK))));
    }

    @Test
    @DisplayName("the buffer of a transport may be direct, and begin anywhere")
    void directBuffer() {
        Octets octets = oneOfEach(Wire.of()).octets();
        ByteBuffer direct = ByteBuffer.allocateDirect(octets.length() + 10);
        direct.position(7).put(octets.toByteBuffer()).flip().position(7);
        assertEquals(Wire.frames(octets), Wire.frames(Octets.wrap(direct)));
    }

    @Test
    @DisplayName("a frame that lies whole in a chunk is a view of it, not a copy")
    void noCopy() {
        byte[] array =
                Wire.of().headers(1, BLOCK, END_HEADERS).data(1, "abc", true).octets().toArray();
        List<Frame> frames = new ArrayList<>();
        Wire.read(
                new FrameReader(Remainder.frames(), Wire.MAX_FRAME_SIZE),
                Octets.wrap(array),
                frames);
        array[9] = 0x11;
        array[array.length - 1] = 'X';
        assertEquals(Octets.of(0x11, 0x86, 0x84), ((Frame.Headers) frames.get(0)).fragment());
        assertEquals(Octets.utf8("abX"), ((Frame.Data) frames.get(1)).payload());
    }

    @Test
    @DisplayName("a frame that straddles chunks does not see what becomes of the first one")
    void heldOctetsAreCopied() {
        Octets octets = Wire.of().headers(1, BLOCK, END_HEADERS).octets();
        byte[] buffer = octets.slice(0, 11).toArray();
        FrameReader reader = new FrameReader(Remainder.frames(), Wire.MAX_FRAME_SIZE);
        reader.feed(Octets.wrap(buffer));
        assertNull(reader.next());
        Arrays.fill(buffer, (byte) 0x7f);
        reader.feed(octets.from(11));
        assertEquals(new Frame.Headers(1, BLOCK, false, true, -1), reader.next());
    }
}
