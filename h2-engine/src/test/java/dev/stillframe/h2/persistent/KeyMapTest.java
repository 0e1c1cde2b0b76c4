package dev.stillframe.h2.persistent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link KeyMap} against {@link HashMap}, with keys that have the same hash. */
class KeyMapTest {
    private record Key(int number) {
        @Override
        public int hashCode() {
            return number % 4;
        }
    }

    private static void same(Map<Key, String> model, KeyMap<Key, String> map) {
        assertEquals(model.size(), map.size());
        for (int i = 0; i < 30; i++) {
            assertEquals(model.get(new Key(i)), map.at(new Key(i)));
        }
    }

    @Test
    @DisplayName("random edits give what HashMap has, and no kept version ever changes")
    void againstHashMap() {
        Random random = new Random(3);
        Map<Key, String> model = new HashMap<>();
        KeyMap<Key, String> map = KeyMap.empty();
        List<KeyMap<Key, String>> kept = new ArrayList<>();
        List<Map<Key, String>> keptModels = new ArrayList<>();
        for (int edit = 0; edit < 3000; edit++) {
            Key key = new Key(random.nextInt(30));
            if (random.nextBoolean()) {
                String value = "v" + random.nextInt(9);
                model.put(key, value);
                map = map.with(key, value);
            } else {
                model.remove(key);
                map = map.without(key);
            }
            same(model, map);
            kept.add(map);
            keptModels.add(new HashMap<>(model));
        }
        for (int i = 0; i < kept.size(); i++) {
            same(keptModels.get(i), kept.get(i));
        }
    }

    @Test
    @DisplayName("equal contents are equal, in whatever order they came")
    void equality() {
        KeyMap<Key, String> one = KeyMap.empty();
        KeyMap<Key, String> two = KeyMap.empty();
        for (int i = 0; i < 20; i++) {
            one = one.with(new Key(i), "v" + i);
            two = two.with(new Key(19 - i), "v" + (19 - i));
        }
        assertEquals(one, two);
        assertEquals(one.hashCode(), two.hashCode());
        assertNotEquals(one, two.with(new Key(3), "other"));
        assertNotEquals(one, two.without(new Key(3)));
        assertNotEquals(one, two.without(new Key(3)).with(new Key(30), "v3"));
        assertSame(one, one.without(new Key(99)));
        assertNull(one.at(new Key(99)));
        assertEquals("{Key[number=1]=a}", KeyMap.empty().with(new Key(1), "a").toString());
        assertSame(KeyMap.empty(), KeyMap.empty().with("a", 1).without("a"));
    }
}
