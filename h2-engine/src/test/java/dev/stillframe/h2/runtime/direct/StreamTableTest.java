package dev.stillframe.h2.runtime.direct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to streams, by identifier. */
class StreamTableTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("after any puts and removals it holds what a map of the JDK holds")
    void model(long seed) {
        Random random = new Random(seed);
        StreamTable<String> table = new StreamTable<>();
        Map<Integer, String> model = new HashMap<>();
        List<Integer> known = new ArrayList<>();
        int next = 1;
        for (int i = 0; i < 5_000; i++) {
            // Grows and shrinks in turn, now with neighbours and now with gaps.
            boolean grow = random.nextInt(100) < (i / 500 % 2 == 0 ? 70 : 30);
            if (grow || known.isEmpty()) {
                next += 1 + random.nextInt(random.nextInt(20) == 0 ? 5_000 : 3);
                known.add(next);
                table.put(next, "s" + i);
                model.put(next, "s" + i);
            } else {
                int gone = known.remove(random.nextInt(known.size()));
                assertEquals(model.remove(gone), table.remove(gone));
                assertNull(table.remove(gone), "twice");
            }
            int asked = 1 + random.nextInt(next + 10);
            assertEquals(model.get(asked), table.get(asked), "stream " + asked);
        }
        for (int asked = 1; asked <= next + 64; asked++) {
            assertEquals(model.get(asked), table.get(asked), "stream " + asked);
        }
    }

    @Test
    @DisplayName("a second put takes the place of the first")
    void again() {
        StreamTable<String> table = new StreamTable<>();
        table.put(1, "one");
        table.put(1, "two");
        assertEquals("two", table.remove(1));
        assertNull(table.get(1));
    }

    @Test
    @DisplayName("0 belongs to nobody: it is the connection")
    void connection() {
        StreamTable<String> table = new StreamTable<>();
        table.put(1, "one");
        assertNull(table.get(0));
        assertNull(table.remove(0));
        assertEquals("one", table.get(1));
    }
}
