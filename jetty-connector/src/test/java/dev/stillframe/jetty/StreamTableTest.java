package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StreamTableTest {
    /** Anything with an identifier will do. */
    private record Numbered(int id) implements StreamTable.Entry {}

    @Test
    void it_holds_what_a_map_would_hold() {
        StreamTable<Numbered> table = new StreamTable<>();
        Map<Integer, Numbered> model = new TreeMap<>();
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            int id = 1 + random.nextInt(400);
            if (random.nextInt(2) == 0 && !model.containsKey(id)) {
                Numbered added = new Numbered(id);
                table.add(added);
                model.put(id, added);
            } else {
                assertSame(model.remove(id), table.remove(id));
            }
            int other = 1 + random.nextInt(400);
            assertSame(model.get(other), table.find(other));
            assertEquals(model.size(), table.size());
        }
        assertEquals(new HashSet<>(model.values()), new HashSet<>(table.snapshot()));
        assertNull(table.find(1_000_001));
    }
}
