package dev.stillframe.h2.persistent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link IntMap} against {@link HashMap}, and what HashMap does not promise. */
class IntMapTest {
    private static <V> Map<Integer, V> content(IntMap<V> map) {
        Map<Integer, V> content = new HashMap<>();
        map.forEach((key, value) -> assertNull(content.put(key, value), "twice: " + key));
        assertEquals(content.size(), map.size());
        content.forEach((key, value) -> assertSame(value, map.at(key)));
        return content;
    }

    private static IntMap<Integer> of(Iterable<Integer> keys) {
        IntMap.Draft<Integer> draft = IntMap.<Integer>empty().draft();
        keys.forEach(key -> draft.put(key, key * 3));
        return draft.freeze();
    }

    /** Keys that are alike: stream identifiers, neighbours, and ones that part at the last bits. */
    private static int key(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextInt(100) * 2 + 1;
            case 1 -> random.nextInt(100) * 2;
            case 2 -> 1 << random.nextInt(32);
            case 3 -> (random.nextInt(8) << 29) | 5;
            default -> random.nextInt(4000) - 2000;
        };
    }

    @Test
    @DisplayName("random edits give what HashMap has, and no kept version ever changes")
    void againstHashMap() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Map<Integer, String> model = new HashMap<>();
            IntMap<String> map = IntMap.empty();
            List<IntMap<String>> kept = new ArrayList<>();
            List<Map<Integer, String>> keptModels = new ArrayList<>();
            for (int round = 0; round < 300; round++) {
                int edits = random.nextInt(12);
                boolean shrink = round % 100 > 60;
                IntMap.Draft<String> draft = map.draft();
                for (int i = 0; i < edits; i++) {
                    int key = key(random);
                    if (random.nextInt(10) < (shrink ? 8 : 3)) {
                        model.remove(key);
                        if (random.nextBoolean()) {
                            draft.remove(key);
                        } else {
                            draft = draft.freeze().without(key).draft();
                        }
                    } else {
                        String value = "v" + random.nextInt(5);
                        model.put(key, value);
                        if (random.nextBoolean()) {
                            draft.put(key, value);
                        } else {
                            draft = draft.freeze().with(key, value).draft();
                        }
                    }
                    assertEquals(model.get(key), draft.at(key));
                    assertEquals(model.size(), draft.size());
                }
                map = draft.freeze();
                assertEquals(model, content(map));
                kept.add(map);
                keptModels.add(new HashMap<>(model));
            }
            for (int i = 0; i < kept.size(); i++) {
                assertEquals(keptModels.get(i), content(kept.get(i)), "seed " + seed + ", " + i);
            }
        }
    }

    @Test
    @DisplayName("equal contents are equal, hash equally and walk equally, whatever the history")
    void canonical() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Integer> keys = new ArrayList<>();
            List<Integer> others = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                int key = key(random);
                if (!keys.contains(key) && !others.contains(key)) {
                    (random.nextInt(3) == 0 ? others : keys).add(key);
                }
            }
            IntMap<Integer> straight = of(keys);

            List<Integer> shuffled = new ArrayList<>(keys);
            shuffled.addAll(others);
            Collections.shuffle(shuffled, random);
            IntMap<Integer> winding = of(shuffled);
            Collections.shuffle(others, random);
            for (int key : others) {
                winding = winding.without(key);
            }

            assertEquals(straight, winding);
            assertEquals(winding, straight);
            assertEquals(straight.hashCode(), winding.hashCode());
            assertEquals(straight.toString(), winding.toString());

            int changed = keys.get(random.nextInt(keys.size()));
            assertNotEquals(straight, winding.with(changed, -1));
            assertNotEquals(straight, winding.without(changed));
            assertNotEquals(straight, winding.without(changed).with(1 << 20 | 77, 1));
            assertEquals(straight, winding.without(changed).with(changed, changed * 3));
        }
    }

    @Test
    @DisplayName("an emptied map is the empty map, and holds nothing")
    void emptied() {
        IntMap<Integer> map = of(List.of(1, 3, 5, 1 << 30, 65, 129));
        IntMap.Draft<Integer> draft = map.draft();
        map.forEach((key, value) -> draft.remove(key));
        assertSame(IntMap.empty(), draft.freeze());
        assertSame(IntMap.empty(), IntMap.<Integer>empty().with(1, 1).without(1));
        assertEquals(6, map.size());
        assertEquals("{}", IntMap.empty().toString());
    }

    @Test
    @DisplayName("what changes nothing gives the same object")
    void noChange() {
        String value = "a value";
        IntMap<String> map = IntMap.<String>empty().with(1, value).with(65, "b").with(129, "c");
        assertSame(map, map.with(1, value));
        assertSame(map, map.without(2));
        assertSame(map, map.without(193));
        assertSame(map, map.draft().freeze());
        IntMap.Draft<String> draft = map.draft();
        draft.put(1, value);
        draft.remove(1 << 31);
        assertSame(map, draft.freeze());
        assertSame(IntMap.empty(), IntMap.empty().without(0));
        assertSame(IntMap.empty(), IntMap.empty().draft().freeze());
    }

    @Test
    @DisplayName("another object is a change, also when it is equal")
    void equalValue() {
        List<Integer> first = List.of(1, 2);
        List<Integer> second = new ArrayList<>(first);
        IntMap<List<Integer>> map = IntMap.<List<Integer>>empty().with(1, first);
        IntMap<List<Integer>> next = map.with(1, second);
        assertSame(second, next.at(1));
        assertSame(first, map.at(1));
        assertEquals(map, next);
    }

    @Test
    @DisplayName("a draft edits in place, and no map that came before or out of it sees that")
    void draftsDoNotLeak() {
        IntMap<Integer> base = of(List.of(1, 3, 5, 65, 67, 1025));
        Map<Integer, Integer> before = content(base);
        IntMap.Draft<Integer> left = base.draft();
        IntMap.Draft<Integer> right = base.draft();
        for (int key = 1; key < 300; key += 2) {
            left.put(key, -key);
            right.remove(key);
        }
        IntMap<Integer> a = left.freeze();
        Map<Integer, Integer> contentOfA = content(a);
        IntMap<Integer> b = right.freeze();
        assertEquals(before, content(base));
        assertEquals(Map.of(1025, 3075), content(b));
        assertEquals(151, a.size());

        IntMap.Draft<Integer> more = a.draft();
        for (int key = 1; key < 300; key += 2) {
            more.put(key, key);
        }
        assertEquals(contentOfA, content(a));
        more.freeze();
        assertEquals(contentOfA, content(a));
    }

    @Test
    @DisplayName("a frozen draft cannot be edited, so that what it gave cannot change")
    void frozen() {
        IntMap.Draft<Integer> draft = of(List.of(1, 3)).draft();
        draft.put(5, 5);
        IntMap<Integer> map = draft.freeze();
        assertThrows(IllegalStateException.class, () -> draft.put(7, 7));
        assertThrows(IllegalStateException.class, () -> draft.remove(5));
        assertThrows(IllegalStateException.class, draft::freeze);
        assertThrows(IllegalStateException.class, () -> draft.forEach((key, value) -> {}));
        assertEquals(3, map.size());
        assertEquals(5, map.at(5));
    }

    @Test
    @DisplayName("a walk over a draft shows what was there when it began")
    void editsDuringAWalk() {
        List<Integer> keys = new ArrayList<>();
        for (int key = 1; key < 400; key += 2) {
            keys.add(key);
        }
        IntMap.Draft<Integer> draft = of(keys).draft();
        keys.forEach(key -> draft.put(key, key));
        List<Integer> seen = new ArrayList<>();
        draft.forEach(
                (key, value) -> {
                    assertEquals(key, value);
                    seen.add(key);
                    draft.remove(key);
                    draft.remove(key + 2);
                    draft.put(key + 1000, 0);
                });
        Collections.sort(seen);
        assertEquals(keys, seen);
        assertEquals(200, draft.size());
        IntMap<Integer> map = draft.freeze();
        content(map).forEach((key, value) -> assertTrue(key > 1000 && value == 0));
    }

    @Test
    @DisplayName("keys that agree in all bits but the last looked at are told apart")
    void deepest() {
        IntMap<String> map = IntMap.empty();
        int[] keys = {0, 1, 1 << 31, 1 << 31 | 1};
        for (int key : keys) {
            map = map.with(key, "v" + key);
        }
        for (int key : keys) {
            assertEquals("v" + key, map.at(key));
        }
        assertNull(map.at(2));
        for (int i = 0; i < keys.length; i++) {
            map = map.without(keys[i]);
            assertEquals(keys.length - 1 - i, content(map).size());
        }
        assertSame(IntMap.empty(), map);
    }
}
