package dev.stillframe.h2.frame;

import static dev.stillframe.h2.frame.Wire.END_HEADERS;
import static dev.stillframe.h2.frame.Wire.END_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is read does not depend on how it comes; where a reader stops is a value. */
class FrameReaderTest {
    private static final int MAX = 16_384;
    private static final Octets BLOCK = Octets.of(0x82, 0x86, 0x84, 0x41, 0x8a);
    private static final Octets EIGHT = Octets.of(1, 2, 3, 4, 5, 6, 7, 8);

    /** Every kind of frame, and last an unfinished one. */
    private static Octets script(Octets end) {
        return Wire.of()
                .preface()
                .settings(3, 100, 4, 65_535)
                .settingsAck()
                .headers(1, BLOCK, 0)
                .continuation(1, BLOCK, END_HEADERS)
                .data(1, "hello", false)
                .data(1, "", false)
                .paddedData(1, Octets.utf8("padded"), 5, false)
                .paddedData(1, Octets.EMPTY, 3, false)
                .paddedHeaders(3, BLOCK, 4, END_HEADERS)
                .paddedPriorityHeaders(5, BLOCK, 3, 2, END_HEADERS | END_STREAM)
                .priority(7, 5)
                .frame(FrameType.PRIORITY, 0, 9, EIGHT)
                .frame(FrameType.PRIORITY, 0, 9, Octets.EMPTY)
                .reset(3, ErrorCode.CANCEL)
                .paddedPushPromise(1, 2, BLOCK, 1, END_HEADERS)
                .ping(false, EIGHT)
                .frame(0xbb, 1, 3, EIGHT)
                .frame(0xbc, 2, 0, Octets.EMPTY)
                .goAway(7, ErrorCode.NO_ERROR, "bye")
                .windowUpdate(0, 1000)
                .priorityUpdate(7, "u=2")
                .paddedData(1, Octets.utf8("end"), 6, true)
                .data(3, "", true)
                .raw(end)
                .octets();
    }

    private static final List<Octets> ENDS =
            List.of(
                    Octets.EMPTY,
                    Octets.of(0, 0, 4),
                    Wire.of().header(8, FrameType.PING, 0, 0).raw(1, 2, 3).octets(),
                    Wire.of().header(8, FrameType.DATA, Flag.PADDED, 1).octets(),
                    Wire.of().header(8, FrameType.DATA, 0, 1).raw(1, 2, 3).octets(),
                    Wire.of().header(8, FrameType.DATA, 0, 1).octets(),
                    Wire.of().header(8, FrameType.DATA, 9, 1).raw(3, 1, 2, 3, 4, 0).octets(),
                    Wire.of().header(8, 0xbb, 0, 1).raw(1, 2, 3).octets(),
                    Wire.of().header(8, FrameType.PRIORITY, 0, 1).raw(1).octets(),
                    Wire.of().frame(FrameType.PING, 0, 1, EIGHT).octets());

    private record Result(List<Frame> frames, Remainder rest) {}

    private static Result read(Octets octets, int... cuts) {
        List<Frame> frames = new ArrayList<>();
        FrameReader reader = new FrameReader(Remainder.preface(), MAX);
        int from = 0;
        for (int cut : cuts) {
            Wire.read(reader, octets.slice(from, cut - from), frames);
            from = cut;
        }
        Wire.read(reader, octets.from(from), frames);
        return new Result(Wire.merge(frames), reader.freeze());
    }

    @Test
    @DisplayName("a stream of all kinds of frames, split at every position, reads the same")
    void splitAnywhere() {
        for (Octets end : ENDS) {
            Octets octets = script(end);
            Result whole = read(octets);
            assertTrue(whole.frames.size() >= 23, whole.toString());
            for (int cut = 0; cut <= octets.length(); cut++) {
                assertEquals(whole, read(octets, cut), "cut at " + cut);
            }
        }
    }

    @Test
    @DisplayName("... and in two steps, and octet by octet with a step for each")
    void splitIntoSteps() {
        for (Octets end : ENDS) {
            Octets octets = script(end);
            Result whole = read(octets);
            for (int size = 1; size < 40; size++) {
                List<Frame> frames = new ArrayList<>();
                Remainder rest = Remainder.preface();
                for (int from = 0; from < octets.length(); from += size) {
                    FrameReader reader = new FrameReader(rest, MAX);
                    int count = Math.min(size, octets.length() - from);
                    Wire.read(reader, octets.slice(from, count).copy(), frames);
                    rest = reader.freeze();
                }
                assertEquals(whole, new Result(Wire.merge(frames), rest), "by " + size);
                assertEquals(whole.rest.hashCode(), rest.hashCode());
            }
        }
    }

    @Test
    @DisplayName("each kept remainder can be read on from again, and gives the same")
    void remaindersStayAsTheyAre() {
        Octets octets = script(Octets.EMPTY);
        List<Remainder> kept = new ArrayList<>();
        List<Frame> all = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        Remainder rest = Remainder.preface();
        for (int i = 0; i < octets.length(); i++) {
            kept.add(rest);
            counts.add(all.size());
            FrameReader reader = new FrameReader(rest, MAX);
            Wire.read(reader, octets.slice(i, 1), all);
            rest = reader.freeze();
        }
        for (int i = octets.length() - 1; i >= 0; i--) {
            List<Frame> again = new ArrayList<>(all.subList(0, counts.get(i)));
            FrameReader reader = new FrameReader(kept.get(i), MAX);
            Wire.read(reader, octets.from(i), again);
            assertEquals(Wire.merge(all), Wire.merge(again), "from " + i);
        }
    }

    @Test
    @DisplayName("DATA comes piece by piece; END_STREAM waits for the padding")
    void piecesOfData() {
        Octets octets = Wire.of().paddedData(1, Octets.utf8("abcd"), 3, true).octets();
        FrameReader reader = new FrameReader(Remainder.frames(), MAX);

        reader.feed(octets.slice(0, 9));
        assertNull(reader.next(), "its padding is not known yet");
        reader.feed(octets.slice(9, 1));
        assertEquals(new Frame.Data(1, true, 8, 4, Octets.EMPTY, false), reader.next());
        assertNull(reader.next());
        reader.feed(octets.slice(10, 2));
        assertEquals(new Frame.Data(1, false, 0, 0, Octets.utf8("ab"), false), reader.next());
        assertNull(reader.next());
        reader.feed(octets.slice(12, 3));
        assertEquals(new Frame.Data(1, false, 0, 0, Octets.utf8("cd"), false), reader.next());
        assertNull(reader.next());
        reader.feed(octets.slice(15, 1));
        assertNull(reader.next());
        assertTrue(reader.freeze().midFrame());
        reader.feed(octets.slice(16, 1));
        assertEquals(new Frame.Data(1, false, 0, 0, Octets.EMPTY, true), reader.next());
        assertNull(reader.next());
        assertFalse(reader.freeze().midFrame());
    }

    @Test
    @DisplayName("DATA without END_STREAM has no empty last piece")
    void noEmptyPieceWithoutEnd() {
        Octets octets = Wire.of().paddedData(1, Octets.utf8("ab"), 3, false).octets();
        FrameReader reader = new FrameReader(Remainder.frames(), MAX);
        reader.feed(octets.slice(0, 12));
        assertEquals(new Frame.Data(1, true, 6, 4, Octets.utf8("ab"), false), reader.next());
        assertNull(reader.next());
        reader.feed(octets.from(12));
        assertNull(reader.next());
        assertSame(Remainder.frames(), reader.freeze());
    }

    @Test
    @DisplayName("an unknown frame is given with its header; its payload is never held")
    void unknownIsSkipped() {
        FrameReader reader = new FrameReader(Remainder.frames(), MAX);
        reader.feed(Wire.of().header(10_000, 0xbb, 7, 3).octets());
        assertEquals(new Frame.Unknown(0xbb, 7, 3, 10_000), reader.next());
        assertNull(reader.next());
        reader.feed(Octets.wrap(new byte[9_999]));
        assertNull(reader.next());
        assertTrue(reader.freeze().midFrame());
        reader.feed(Wire.of().raw(0).settings().octets());
        assertEquals(new Frame.Settings(false, Octets.EMPTY), reader.next());
    }

    @Test
    @DisplayName("an unknown frame is given whole where that is asked for, however it comes")
    void unknownIsGivenWhole() {
        byte[] payload = new byte[1000];
        new Random(7).nextBytes(payload);
        Octets frame = Wire.of().frame(0xbb, 7, 3, Octets.wrap(payload)).settings().octets();
        Frame whole = new Frame.Unknown(0xbb, 7, 3, 1000, Octets.wrap(payload));
        for (int cut = 0; cut <= frame.length(); cut++) {
            FrameReader reader = new FrameReader(Remainder.frames(), MAX, true);
            List<Frame> frames = new ArrayList<>();
            for (Octets part : List.of(frame.slice(0, cut), frame.from(cut))) {
                reader.feed(part);
                for (Frame next = reader.next(); next != null; next = reader.next()) {
                    frames.add(next);
                }
                reader = new FrameReader(reader.freeze(), MAX, true);
            }
            assertEquals(List.of(whole, new Frame.Settings(false, Octets.EMPTY)), frames);
        }
    }

    @Test
    @DisplayName("freeze gives the object from before when nothing has changed")
    void sameRemainder() {
        FrameReader between = new FrameReader(Remainder.frames(), MAX);
        assertSame(Remainder.frames(), between.freeze());
        between.feed(script(Octets.EMPTY).from(24));
        while (between.next() != null) {}
        assertSame(Remainder.frames(), between.freeze());
        assertSame(Remainder.preface(), new FrameReader(Remainder.preface(), MAX).freeze());

        between.feed(Octets.of(0, 0, 8, 6));
        assertNull(between.next());
        Remainder part = between.freeze();
        FrameReader later = new FrameReader(part, MAX);
        assertSame(part, later.freeze());
        later.feed(Octets.EMPTY);
        assertNull(later.next());
        assertSame(part, later.freeze());
        later.feed(Octets.of(0));
        assertNull(later.next());
        assertNotEquals(part, later.freeze());
    }

    @Test
    @DisplayName("octets that are left to read are not forgotten")
    void unreadOctets() {
        FrameReader reader = new FrameReader(Remainder.frames(), MAX);
        reader.feed(Wire.of().settings().settings().octets());
        assertThrows(IllegalStateException.class, reader::freeze);
        reader.next();
        assertThrows(IllegalStateException.class, () -> reader.feed(Octets.of(1)));
    }

    @Test
    @DisplayName("10.5: a large frame that comes octet by octet is put together all the same")
    void dripped() {
        int size = 200_000;
        byte[] block = new byte[size];
        new Random(11).nextBytes(block);
        Octets octets = Wire.of().headers(1, Octets.wrap(block), 0).octets();
        Remainder rest = Remainder.frames();
        Frame frame = null;
        for (int i = 0; i < octets.length(); i++) {
            assertNull(frame);
            FrameReader reader = new FrameReader(rest, size);
            reader.feed(octets.slice(i, 1));
            frame = reader.next();
            rest = reader.freeze();
        }
        assertEquals(new Frame.Headers(1, Octets.wrap(block), false, false, -1), frame);
    }

    @Test
    @DisplayName("random octets never throw, and are read to the end")
    void randomOctets() {
        Random random = new Random(9113);
        int malformed = 0;
        int others = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            for (int i = 0; i + 9 < noise.length && random.nextInt(8) != 0; i += 9 + noise[i + 2]) {
                // Often something that is nearly a frame.
                noise[i] = 0;
                noise[i + 1] = 0;
                noise[i + 2] &= 0x0f;
                noise[i + 3] %= 12;
                noise[i + 5] = 0;
            }
            Octets octets = Octets.wrap(noise);
            Remainder rest = Remainder.frames();
            List<Frame> frames = new ArrayList<>();
            for (int from = 0; from < noise.length; ) {
                int count = 1 + random.nextInt(noise.length - from);
                FrameReader reader = new FrameReader(rest, 1 << random.nextInt(25));
                Wire.read(reader, octets.slice(from, count), frames);
                rest = reader.freeze();
                from += count;
            }
            for (Frame frame : Wire.merge(frames)) {
                if (frame instanceof Frame.Malformed) {
                    malformed++;
                } else {
                    others++;
                }
            }
        }
        assertTrue(malformed > 1000 && others > 1000, malformed + " and " + others);
    }

    @Test
    @DisplayName("3.4: the client's preface, at once and octet by octet")
    void preface() {
        Octets octets = Wire.of().preface().octets();
        assertEquals(24, octets.length());
        Remainder rest = Remainder.preface();
        for (int i = 0; i < 24; i++) {
            assertTrue(rest.awaitsPreface());
            assertFalse(rest.midFrame());
            FrameReader reader = new FrameReader(rest, MAX);
            reader.feed(octets.slice(i, 1));
            assertNull(reader.next());
            assertNotEquals(rest, reader.freeze());
            rest = reader.freeze();
        }
        assertFalse(rest.awaitsPreface());
        assertSame(Remainder.frames(), rest);
        assertEquals(new Result(List.of(), rest), read(octets));
    }

    @Test
    @DisplayName(
            "3.4: Clients and servers MUST treat an invalid connection preface as a connection"
                    + " error of type PROTOCOL_ERROR; it is said at the first wrong octet")
    void wrongPreface() {
        byte[] right = Wire.of().preface().octets().toArray();
        for (int wrong = 0; wrong < 24; wrong++) {
            byte[] octets = right.clone();
            octets[wrong] ^= 0x20;
            FrameReader reader = new FrameReader(Remainder.preface(), MAX);
            reader.feed(Octets.wrap(octets, 0, wrong));
            assertNull(reader.next());
            reader.feed(Octets.wrap(octets, wrong, 1));
            Frame.Malformed fault = assertInstanceOf(Frame.Malformed.class, reader.next());
            assertEquals(0, fault.streamId());
            assertEquals(ErrorCode.PROTOCOL_ERROR, fault.code());
            assertNull(reader.next());
            assertEquals(List.of(fault), read(Octets.wrap(octets)).frames, "wrong octet " + wrong);
        }
    }
}
