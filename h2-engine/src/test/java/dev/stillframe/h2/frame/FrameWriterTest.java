package dev.stillframe.h2.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.octets.Output;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is written is what RFC 9113 section 6 draws, and is read as what was meant. */
class FrameWriterTest {
    private static final Octets EIGHT = Octets.of(1, 2, 3, 4, 5, 6, 7, 8);

    @Test
    @DisplayName("4.1: Length (24), Type (8), Flags (8), Reserved (1), Stream Identifier (31)")
    void header() {
        Output out = new Output(1);
        FrameWriter.header(out, 0x010203, 0x04, 0x05, 0x06070809);
        assertEquals(Octets.of(1, 2, 3, 4, 5, 6, 7, 8, 9), out.cut());
        assertEquals(9, FrameWriter.HEADER);
    }

    @Test
    @DisplayName("6: the frames that need no more than their values, octet by octet")
    void octets() {
        Output out = new Output(1);
        FrameWriter.settings(out, 1, 4096, 0x0102, -1);
        FrameWriter.settings(out);
        FrameWriter.settingsAck(out);
        FrameWriter.ping(out, false, EIGHT);
        FrameWriter.ping(out, true, EIGHT);
        FrameWriter.goAway(out, 0x7fffffff, ErrorCode.ENHANCE_YOUR_CALM, "né");
        FrameWriter.reset(out, 3, new ErrorCode(0xcafebabe));
        FrameWriter.windowUpdate(out, 0, Integer.MAX_VALUE);
        FrameWriter.windowUpdate(out, 5, 1);
        FrameWriter.priorityUpdate(out, 7, "u=1, i");
        FrameWriter.dataHeader(out, 9, 2, true);
        out.u16(0xabcd);
        FrameWriter.dataHeader(out, 9, 0, false);
        assertEquals(
                Octets.hex(
                        """
                        00000c 04 00 00000000  0001 00001000  0102 ffffffff
                        000000 04 00 00000000
                        000000 04 01 00000000
                        000008 06 00 00000000  0102030405060708
                        000008 06 01 00000000  0102030405060708
                        00000b 07 00 00000000  7fffffff 0000000b 6ec3a9
                        000004 03 00 00000003  cafebabe
                        000004 08 00 00000000  7fffffff
                        000004 08 00 00000005  00000001
                        00000a 10 00 00000000  00000007 753d312c2069
                        000002 00 01 00000009  abcd
                        000000 00 00 00000009
                        """),
                out.cut());
    }

    @Test
    @DisplayName("what the tests' own builder writes is the same")
    void asTheBuilder() {
        Output out = new Output(1);
        FrameWriter.settings(out, 3, 100, 4, 0);
        FrameWriter.settingsAck(out);
        FrameWriter.ping(out, true, EIGHT);
        FrameWriter.goAway(out, 5, ErrorCode.NO_ERROR, "bye");
        FrameWriter.reset(out, 3, ErrorCode.CANCEL);
        FrameWriter.windowUpdate(out, 3, 77);
        FrameWriter.priorityUpdate(out, 3, "i");
        FrameWriter.dataHeader(out, 3, 2, false);
        out.latin1("ab");
        assertEquals(
                Wire.of()
                        .settings(3, 100, 4, 0)
                        .settingsAck()
                        .ping(true, EIGHT)
                        .goAway(5, ErrorCode.NO_ERROR, "bye")
                        .reset(3, ErrorCode.CANCEL)
                        .windowUpdate(3, 77)
                        .priorityUpdate(3, "i")
                        .data(3, "ab", false)
                        .octets(),
                out.cut());
    }

    @Test
    @DisplayName("6.8: a long reason is cut to 256 octets, between two characters")
    void longReason() {
        assertEquals("x".repeat(256), debug("x".repeat(256)));
        assertEquals("x".repeat(256), debug("x".repeat(257)));
        assertEquals("é".repeat(128), debug("é".repeat(1000)));
        assertEquals("x" + "é".repeat(127), debug("x" + "é".repeat(1000)));
        assertEquals("xx" + "😀".repeat(63), debug("xx" + "😀".repeat(100)));
    }

    private static String debug(String reason) {
        Output out = new Output(1);
        FrameWriter.goAway(out, 0, ErrorCode.NO_ERROR, reason);
        Frame frame = Wire.frames(out.cut()).getFirst();
        Octets debug = assertInstanceOf(Frame.GoAway.class, frame).debug();
        assertTrue(debug.length() <= FrameWriter.MAX_REASON);
        return debug.utf8();
    }

    @Test
    @DisplayName("4.3: a field block that fits one frame is that frame alone")
    void smallBlock() {
        Output out = new Output(1);
        FrameWriter.settingsAck(out);
        int from = out.length();
        out.zeros(FrameWriter.HEADER).latin1("block");
        FrameWriter.fieldBlock(out, from, 3, 0, true, 5);
        from = out.length();
        out.zeros(FrameWriter.HEADER + 4).latin1("b");
        FrameWriter.fieldBlock(out, from, 3, 0x7ffffffe, false, 5);
        from = out.length();
        out.zeros(FrameWriter.HEADER);
        FrameWriter.fieldBlock(out, from, 0x7fffffff, 0, false, 5);
        assertEquals(
                Octets.hex(
                        """
                        000000 04 01 00000000
                        000005 01 05 00000003  626c6f636b
                        000005 05 04 00000003  7ffffffe 62
                        000000 01 04 7fffffff
                        """),
                out.cut());
    }

    @Test
    @DisplayName("4.3: a larger one goes on in CONTINUATIONs; the last ends it")
    void largeBlock() {
        Output out = new Output(1);
        out.zeros(FrameWriter.HEADER).latin1("0123456789ab");
        FrameWriter.fieldBlock(out, 0, 1, 0, true, 5);
        assertEquals(
                List.of(
                        new Frame.Headers(1, Octets.utf8("01234"), true, false, -1),
                        new Frame.Continuation(1, Octets.utf8("56789"), false),
                        new Frame.Continuation(1, Octets.utf8("ab"), true)),
                Wire.frames(out.cut()));

        out.zeros(FrameWriter.HEADER + 4).latin1("0123456");
        FrameWriter.fieldBlock(out, 0, 1, 2, false, 5);
        assertEquals(
                List.of(
                        new Frame.PushPromise(1, 2, Octets.utf8("0"), false),
                        new Frame.Continuation(1, Octets.utf8("12345"), false),
                        new Frame.Continuation(1, Octets.utf8("6"), true)),
                Wire.frames(out.cut()));
    }

    @Test
    @DisplayName("4.3: blocks of every length around the frame size, after other frames")
    void blocksOfAnyLength() {
        Random random = new Random(43);
        for (int max = 5; max < 12; max++) {
            for (int length = 0; length < 50; length++) {
                for (int promised = 0; promised <= 2; promised += 2) {
                    byte[] block = new byte[length];
                    random.nextBytes(block);
                    Output out = new Output(random.nextInt(64) + 1);
                    FrameWriter.ping(out, false, EIGHT);
                    out.cut();
                    FrameWriter.settingsAck(out);
                    int from = out.length();
                    out.zeros(FrameWriter.HEADER + (promised > 0 ? 4 : 0)).put(block, 0, length);
                    FrameWriter.fieldBlock(out, from, 1, promised, false, max);
                    assertBlock(Octets.wrap(block), max, promised, Wire.frames(out.cut()));
                }
            }
        }
    }

    private static void assertBlock(Octets block, int max, int promised, List<Frame> frames) {
        assertEquals(new Frame.Settings(true, Octets.EMPTY), frames.getFirst());
        Octets joined = Octets.EMPTY;
        for (int i = 1; i < frames.size(); i++) {
            boolean last = i == frames.size() - 1;
            Octets fragment =
                    switch (frames.get(i)) {
                        case Frame.Headers headers -> {
                            assertTrue(i == 1 && promised == 0);
                            assertEquals(last, headers.endHeaders());
                            yield headers.fragment();
                        }
                        case Frame.PushPromise push -> {
                            assertTrue(i == 1 && promised > 0);
                            assertEquals(last, push.endHeaders());
                            assertEquals(promised, push.promisedId());
                            yield push.fragment();
                        }
                        case Frame.Continuation next -> {
                            assertTrue(i > 1);
                            assertEquals(last, next.endHeaders());
                            yield next.fragment();
                        }
                        default -> throw new AssertionError(frames + " at " + i);
                    };
            int size = fragment.length() + (i == 1 && promised > 0 ? 4 : 0);
            assertTrue(last ? size <= max && (i == 1 || size > 0) : size == max, frames::toString);
            joined = joined.plus(fragment);
        }
        assertEquals(block, joined);
    }
}
