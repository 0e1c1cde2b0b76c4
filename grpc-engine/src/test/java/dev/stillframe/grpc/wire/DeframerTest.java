package dev.stillframe.grpc.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.wire.Deframer.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages out and in again (PROTOCOL-HTTP2, "Length-Prefixed-Message"). */
class DeframerTest {
    private static final int MOST = 1 << 20;

    private static Octets random(Random random, int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return Octets.wrap(octets);
    }

    private static Octets framed(List<Octets> messages) {
        Octets all = Octets.EMPTY;
        for (Octets message : messages) {
            all = all.plus(Frames.of(Codec.OCTETS, message, null));
        }
        return all;
    }

    /** What comes out of the pieces, kept as values. */
    private static List<Octets> taken(List<Octets> pieces, Deframer... after) {
        List<Octets> messages = new ArrayList<>();
        Deframer deframer = Deframer.EMPTY;
        for (Octets piece : pieces) {
            byte[] memory = piece.toArray();
            Deframer.Taken taken = deframer.take(Octets.wrap(memory), MOST);
            assertNull(taken.wrong());
            for (Frame frame : taken.frames()) {
                assertFalse(frame.compressed());
                messages.add(frame.payload().copy());
            }
            deframer = taken.next();
            java.util.Arrays.fill(memory, (byte) 0x55); // the octets need not last
        }
        if (after.length > 0) {
            after[0] = deframer;
        } else {
            assertFalse(deframer.isWithin());
        }
        return messages;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("However the octets are split, the same messages come in the same order")
    void anySplit(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            List<Octets> messages = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                messages.add(random(random, random.nextInt(4) == 0 ? 0 : random.nextInt(40_000)));
            }
            Octets all = framed(messages);
            List<Octets> pieces = new ArrayList<>();
            int most = 1 + random.nextInt(random.nextBoolean() ? 7 : 20_000);
            for (int at = 0; at < all.length(); ) {
                int length = Math.min(all.length() - at, 1 + random.nextInt(most));
                pieces.add(all.slice(at, length));
                at += length;
            }
            assertEquals(messages, taken(pieces), () -> "seed " + seed);
        }
    }

    @Test
    @DisplayName("Every split in two of two messages gives both")
    void everySplit() {
        List<Octets> messages = List.of(Octets.utf8("hello"), Octets.utf8("x"));
        Octets all = framed(messages);
        for (int at = 1; at < all.length(); at++) {
            assertEquals(messages, taken(List.of(all.slice(0, at), all.from(at))));
        }
    }

    @Test
    @DisplayName("A message that lies whole in a piece is a view of it")
    void noCopy() {
        byte[] memory = framed(List.of(Octets.of(1, 2, 3))).toArray();
        Frame frame = Deframer.EMPTY.take(Octets.wrap(memory), MOST).frames().getFirst();
        memory[Frames.PREFIX] = 9;
        assertEquals(Octets.of(9, 2, 3), frame.payload());
    }

    @Test
    @DisplayName("A state can be kept and gone on with twice")
    void isValue() {
        Octets all = framed(List.of(Octets.utf8("abcdef")));
        Deframer begun = Deframer.EMPTY.take(all.slice(0, 7), MOST).next();
        for (int i = 0; i < 2; i++) {
            Deframer.Taken taken = begun.take(all.from(7), MOST);
            assertEquals(Octets.utf8("abcdef"), taken.frames().getFirst().payload());
            assertSame(Deframer.EMPTY, taken.next());
        }
    }

    @Test
    @DisplayName("What is left within a message is known, for a stream that ends there")
    void within() {
        Octets all = framed(List.of(Octets.utf8("abc"), Octets.utf8("def")));
        Deframer[] after = new Deframer[1];
        assertEquals(1, taken(List.of(all.slice(0, 10)), after).size());
        assertTrue(after[0].isWithin());
        assertEquals(2, after[0].held());
    }

    @Test
    @DisplayName("A message of 200,000 octets, one by one, is held in few pieces")
    void oneByOne() {
        Octets all = framed(List.of(random(new Random(1), 200_000)));
        Deframer deframer = Deframer.EMPTY;
        for (int i = 0; i < all.length() - 1; i++) {
            deframer = deframer.take(all.slice(i, 1), MOST).next();
        }
        assertEquals(all.length() - 1, deframer.held());
        assertTrue(deframer.pieces() < 200, "pieces: " + deframer.pieces());
        Deframer.Taken taken = deframer.take(all.from(all.length() - 1), MOST);
        assertEquals(all.from(Frames.PREFIX), taken.frames().getFirst().payload());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 100})
    @DisplayName("A message over the limit is refused by its prefix, those before it are taken")
    void tooLarge(int split) {
        Octets all =
                framed(List.of(Octets.utf8("ok")))
                        .plus(Octets.of(0, 0, 16, 0, 1))
                        .plus(Octets.of(7, 7, 7));
        Deframer deframer = Deframer.EMPTY;
        List<Frame> frames = new ArrayList<>();
        Status wrong = null;
        for (int at = 0; at < all.length() && wrong == null; at += split) {
            Deframer.Taken taken =
                    deframer.take(all.slice(at, Math.min(split, all.length() - at)), MOST);
            frames.addAll(taken.frames());
            wrong = taken.wrong();
            deframer = taken.next();
        }
        assertEquals(1, frames.size());
        assertNotNull(wrong);
        assertEquals(Code.RESOURCE_EXHAUSTED, wrong.code());
        assertFalse(deframer.isWithin());
    }

    @Test
    @DisplayName("A length of 2^32-1 is too large, not negative")
    void unsigned() {
        Status wrong = Deframer.EMPTY.take(Octets.of(0, 255, 255, 255, 255), MOST).wrong();
        assertNotNull(wrong);
        assertEquals(Code.RESOURCE_EXHAUSTED, wrong.code());
        assertTrue(wrong.message().contains("4294967295"), wrong.message());
    }

    @Test
    @DisplayName("A message of exactly the limit is taken")
    void exact() {
        Octets message = random(new Random(2), 1000);
        Deframer.Taken taken = Deframer.EMPTY.take(framed(List.of(message)), 1000);
        assertNull(taken.wrong());
        assertEquals(message, taken.frames().getFirst().payload());
    }

    @Test
    @DisplayName("A flag other than 0 and 1 is a malformed message")
    void flag() {
        Status wrong = Deframer.EMPTY.take(Octets.of(2, 0, 0, 0, 0), MOST).wrong();
        assertNotNull(wrong);
        assertEquals(Code.INTERNAL, wrong.code());
    }

    @Test
    @DisplayName("A compressed message says so, and is what it was")
    void compressed() throws Exception {
        Octets message = Octets.utf8("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        Octets framed = Frames.of(Codec.OCTETS, message, Compression.GZIP);
        Frame frame = Deframer.EMPTY.take(framed, MOST).frames().getFirst();
        assertTrue(frame.compressed());
        assertTrue(frame.payload().length() < message.length());
        assertEquals(message, Compression.GZIP.decompress(frame.payload(), message.length()));
    }
}
