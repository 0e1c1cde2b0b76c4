package dev.stillframe.h2.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.Octets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section 10.5: a frame that drips in must cost neither much memory nor much copying. */
class HeldTest {
    private static final int SIZE = 1 << 15;

    @Test
    @DisplayName("one octet at a time: n log n octets are copied, and there are log n pieces")
    void dripped() {
        assertCheap(new Random(1), 1);
    }

    @Test
    @DisplayName("parts of any length: the same")
    void parts() {
        for (int seed = 0; seed < 20; seed++) {
            assertCheap(new Random(seed), 1 << seed % 12);
        }
    }

    @Test
    @DisplayName("the shortest parts after ever longer ones: the same")
    void fallingLengths() {
        Octets zeros = Octets.wrap(new byte[256]);
        Held held = Held.copy(zeros, 0, 256);
        for (int count = 255; count > 0; count--) {
            held = held.plus(zeros, 0, count);
            assertHalving(held.pieces());
        }
        assertEquals(256 * 257 / 2, held.length());
    }

    private static void assertCheap(Random random, int most) {
        byte[] array = new byte[SIZE];
        random.nextBytes(array);
        Octets octets = Octets.wrap(array);
        Held held = Held.copy(octets, 0, 1);
        long copied = 1;
        while (held.length() < SIZE) {
            int from = held.length();
            held = held.plus(octets, from, Math.min(1 + random.nextInt(most), SIZE - from));
            copied += held.pieces().getFirst();
            assertHalving(held.pieces());
        }
        assertEquals(octets, held.octets());
        assertTrue(copied <= 17L * SIZE, "copied " + copied);
        assertTrue(held.pieces().size() <= 16, held.pieces().toString());
    }

    private static void assertHalving(List<Integer> pieces) {
        for (int i = 1; i < pieces.size(); i++) {
            assertTrue(pieces.get(i) >= 2 * pieces.get(i - 1), pieces.toString());
        }
    }
}
