package dev.stillframe.h2.frame;

import static dev.stillframe.api.connection.ErrorCode.FRAME_SIZE_ERROR;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a frame can be wrong by itself: RFC 9113 sections 4.2 and 6. */
class MalformedFrameTest {
    private static final int MAX = 16_384;
    private static final Octets EIGHT = Octets.of(1, 2, 3, 4, 5, 6, 7, 8);
    private static final Octets PING = Wire.of().ping(false, EIGHT).octets();

    /**
     * Reads the octets and a PING after them, whole and then octet by octet: the same must come.
     */
    private static List<Frame> read(Octets octets) {
        Octets all = octets.plus(PING);
        List<Frame> whole = new ArrayList<>();
        FrameReader reader = new FrameReader(Remainder.frames(), MAX);
        Wire.read(reader, all, whole);

        List<Frame> single = new ArrayList<>();
        Remainder rest = Remainder.frames();
        for (int i = 0; i < all.length(); i++) {
            FrameReader step = new FrameReader(rest, MAX);
            Wire.read(step, all.slice(i, 1), single);
            rest = step.freeze();
        }
        assertEquals(Wire.merge(whole), Wire.merge(single));
        assertEquals(reader.freeze(), rest);
        return whole;
    }

    private static void assertConnectionError(ErrorCode code, Octets octets) {
        List<Frame> frames = read(octets);
        assertEquals(1, frames.size(), frames.toString());
        Frame.Malformed fault = assertInstanceOf(Frame.Malformed.class, frames.getFirst());
        assertEquals(0, fault.streamId());
        assertEquals(code, fault.code());
        assertFalse(fault.reason().isBlank());
    }

    static final List<Integer> ON_A_STREAM =
            List.of(
                    FrameType.DATA,
                    FrameType.HEADERS,
                    FrameType.PRIORITY,
                    FrameType.RST_STREAM,
                    FrameType.PUSH_PROMISE,
                    FrameType.CONTINUATION);

    static final List<Integer> ON_THE_CONNECTION =
            List.of(
                    FrameType.SETTINGS,
                    FrameType.PING,
                    FrameType.GOAWAY,
                    FrameType.PRIORITY_UPDATE);

    private static Octets zeros(int count) {
        return Octets.wrap(new byte[count]);
    }

    /** A payload of a size that is right for the type. */
    private static Octets payload(int type) {
        return switch (type) {
            case FrameType.PRIORITY -> Octets.of(0, 0, 0, 1, 16);
            case FrameType.RST_STREAM, FrameType.PRIORITY_UPDATE, FrameType.PUSH_PROMISE ->
                    Octets.of(0, 0, 0, 2);
            case FrameType.PING, FrameType.GOAWAY -> EIGHT;
            default -> zeros(6);
        };
    }

    @ParameterizedTest
    @FieldSource("ON_A_STREAM")
    @DisplayName("6: frames that MUST be associated with a stream, on stream 0: PROTOCOL_ERROR")
    void onStreamZero(int type) {
        assertConnectionError(PROTOCOL_ERROR, Wire.of().frame(type, 0, 0, payload(type)).octets());
        assertConnectionError(
                PROTOCOL_ERROR, Wire.of().reserved(true).frame(type, 0, 0, payload(type)).octets());
        assertConnectionError(PROTOCOL_ERROR, Wire.of().frame(type, 0, 0, zeros(1)).octets());
        assertEquals(
                Frame.Ping.class,
                read(Wire.of().frame(type, 0, 9, payload(type)).octets()).getLast().getClass());
    }

    @ParameterizedTest
    @FieldSource("ON_THE_CONNECTION")
    @DisplayName("6: frames of the connection, on a stream: PROTOCOL_ERROR")
    void onAStream(int type) {
        for (int id : new int[] {1, 2, Integer.MAX_VALUE}) {
            assertConnectionError(
                    PROTOCOL_ERROR, Wire.of().frame(type, 0, id, payload(type)).octets());
            assertConnectionError(PROTOCOL_ERROR, Wire.of().frame(type, 0, id, zeros(1)).octets());
        }
        assertEquals(
                Frame.Ping.class,
                read(Wire.of().frame(type, 0, 0, payload(type)).octets()).getLast().getClass());
    }

    @Test
    @DisplayName("6.3: PRIORITY of a length other than 5 is a stream error, and reading goes on")
    void prioritySize() {
        for (int size : new int[] {0, 1, 4, 6, 100}) {
            List<Frame> frames =
                    read(Wire.of().frame(FrameType.PRIORITY, 0, 7, zeros(size)).octets());
            Frame.Malformed fault = assertInstanceOf(Frame.Malformed.class, frames.get(0));
            assertEquals(7, fault.streamId());
            assertEquals(FRAME_SIZE_ERROR, fault.code());
            assertEquals(new Frame.Ping(false, EIGHT), frames.get(1));
        }
    }

    static Stream<Arguments> wrongSizes() {
        return Stream.of(
                        sizes(FrameType.RST_STREAM, 0, 1, 0, 1, 3, 5, 8),
                        sizes(FrameType.SETTINGS, 0, 0, 1, 5, 7, 13, 6 * 100 + 3),
                        sizes(FrameType.SETTINGS, Flag.ACK, 0, 1, 5, 6, 12),
                        sizes(FrameType.PUSH_PROMISE, 0, 1, 0, 3),
                        sizes(FrameType.PUSH_PROMISE, Flag.PADDED, 1, 0, 1, 4),
                        sizes(FrameType.PING, 0, 0, 0, 7, 9),
                        sizes(FrameType.PING, Flag.ACK, 0, 0, 7, 9),
                        sizes(FrameType.GOAWAY, 0, 0, 0, 4, 7),
                        sizes(FrameType.WINDOW_UPDATE, 0, 0, 0, 3, 5),
                        sizes(FrameType.WINDOW_UPDATE, 0, 1, 0, 3, 5),
                        sizes(FrameType.PRIORITY_UPDATE, 0, 0, 0, 3),
                        sizes(FrameType.DATA, Flag.PADDED, 1, 0),
                        sizes(FrameType.HEADERS, Flag.PADDED, 1, 0),
                        sizes(FrameType.HEADERS, Flag.PRIORITY, 1, 0, 4),
                        sizes(FrameType.HEADERS, Flag.PRIORITY | Flag.PADDED, 1, 0, 1, 5))
                .flatMap(cases -> cases);
    }

    private static Stream<Arguments> sizes(int type, int flags, int streamId, int... sizes) {
        return IntStream.of(sizes).mapToObj(size -> Arguments.of(type, flags, streamId, size));
    }

    @ParameterizedTest
    @MethodSource("wrongSizes")
    @DisplayName("4.2: too small for mandatory frame data, or not of the type's size")
    void wrongSize(int type, int flags, int streamId, int size) {
        assertConnectionError(
                FRAME_SIZE_ERROR, Wire.of().frame(type, flags, streamId, zeros(size)).octets());
    }

    @Test
    @DisplayName(
            "6.1: If the length of the padding is the length of the frame payload or greater, the"
                    + " recipient MUST treat this as a connection error")
    void overpaddedData() {
        for (int payload : new int[] {0, 1, 10, 254}) {
            for (int padding : new int[] {payload + 1, 255}) {
                assertConnectionError(
                        PROTOCOL_ERROR,
                        Wire.of()
                                .frame(
                                        FrameType.DATA,
                                        Flag.PADDED,
                                        1,
                                        Octets.of(padding).plus(zeros(payload)))
                                .octets());
            }
            assertEquals(
                    new Frame.Data(1, true, payload + 1, payload + 1, Octets.EMPTY, false),
                    read(Wire.of()
                                    .frame(
                                            FrameType.DATA,
                                            Flag.PADDED,
                                            1,
                                            Octets.of(payload).plus(zeros(payload)))
                                    .octets())
                            .getFirst());
        }
    }

    @Test
    @DisplayName("6.2, 6.6: padding that leaves no room for what else the frame must hold")
    void overpaddedFieldBlock() {
        Octets five = zeros(5);
        assertConnectionError(
                PROTOCOL_ERROR,
                Wire.of()
                        .frame(FrameType.HEADERS, Flag.PADDED, 1, Octets.of(6).plus(five))
                        .octets());
        assertConnectionError(
                PROTOCOL_ERROR,
                Wire.of()
                        .frame(
                                FrameType.HEADERS,
                                Flag.PADDED | Flag.PRIORITY,
                                1,
                                Octets.of(1).plus(five))
                        .octets());
        assertConnectionError(
                PROTOCOL_ERROR,
                Wire.of()
                        .frame(FrameType.PUSH_PROMISE, Flag.PADDED, 1, Octets.of(2, 0, 0, 0, 2, 0))
                        .octets());
        assertEquals(
                new Frame.Headers(1, Octets.EMPTY, false, false, -1),
                read(Wire.of()
                                .frame(FrameType.HEADERS, Flag.PADDED, 1, Octets.of(5).plus(five))
                                .octets())
                        .getFirst());
    }

    @Test
    @DisplayName("6.6, RFC 9218 7.1: a promise of stream 0, a priority for stream 0")
    void payloadNamesStreamZero() {
        assertConnectionError(
                PROTOCOL_ERROR, Wire.of().pushPromise(1, 0, EIGHT, Flag.END_HEADERS).octets());
        assertConnectionError(PROTOCOL_ERROR, Wire.of().priorityUpdate(0, "u=1").octets());
        assertConnectionError(
                PROTOCOL_ERROR, Wire.of().reserved(true).priorityUpdate(0, "u=1").octets());
    }

    @Test
    @DisplayName(
            "4.2: An endpoint MUST send FRAME_SIZE_ERROR if a frame exceeds the size defined in"
                    + " SETTINGS_MAX_FRAME_SIZE; it is said when the header is in")
    void tooLong() {
        for (int type = 0; type <= 0xff; type++) {
            for (int id = 0; id <= 1; id++) {
                for (int length : new int[] {MAX + 1, Wire.MAX_FRAME_SIZE}) {
                    FrameReader reader = new FrameReader(Remainder.frames(), MAX);
                    reader.feed(Wire.of().header(length, type, 0, id).octets());
                    Frame.Malformed fault = assertInstanceOf(Frame.Malformed.class, reader.next());
                    assertEquals(0, fault.streamId());
                    assertEquals(FRAME_SIZE_ERROR, fault.code());
                }
            }
        }
    }

    @Test
    @DisplayName("4.2: frames of just SETTINGS_MAX_FRAME_SIZE are read")
    void justNotTooLong() {
        for (int max : new int[] {MAX, 20_000, Wire.MAX_FRAME_SIZE}) {
            Octets payload = zeros(max);
            FrameReader reader = new FrameReader(Remainder.frames(), max);
            reader.feed(
                    Wire.of()
                            .headers(1, payload, 0)
                            .data(1, payload, true)
                            .frame(0xee, 0, 1, payload)
                            .octets());
            assertEquals(new Frame.Headers(1, payload, false, false, -1), reader.next());
            assertEquals(new Frame.Data(1, true, max, 0, payload, true), reader.next());
            assertEquals(new Frame.Unknown(0xee, 0, 1, max), reader.next());
            assertNull(reader.next());
            assertSame(Remainder.frames(), reader.freeze());
        }
    }

    @Test
    @DisplayName("a frame is judged by the size that holds when its header is complete")
    void sizeChangesWithinAFrame() {
        Octets octets = Wire.of().headers(1, zeros(100), 0).octets();
        FrameReader before = new FrameReader(Remainder.frames(), 100);
        before.feed(octets.slice(0, 50));
        assertNull(before.next());
        FrameReader after = new FrameReader(before.freeze(), 99);
        after.feed(octets.from(50));
        assertEquals(new Frame.Headers(1, zeros(100), false, false, -1), after.next());
    }

    @Test
    @DisplayName("5.4.1: after a connection error nothing more is read, in this step or another")
    void brokenForGood() {
        FrameReader reader = new FrameReader(Remainder.frames(), MAX);
        reader.feed(Wire.of().settings().frame(FrameType.PING, 0, 1, EIGHT).settings().octets());
        assertInstanceOf(Frame.Settings.class, reader.next());
        assertInstanceOf(Frame.Malformed.class, reader.next());
        Remainder broken = reader.freeze();
        assertNull(reader.next());
        reader.feed(PING);
        assertNull(reader.next());
        assertFalse(broken.midFrame());
        assertFalse(broken.awaitsPreface());

        FrameReader next = new FrameReader(broken, MAX);
        next.feed(PING);
        assertNull(next.next());
        assertSame(broken, next.freeze());
    }
}
