package dev.stillframe.h2.persistent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@link Ranking} against {@link TreeSet}, and what TreeSet does not promise. */
class RankingTest {
    private static final Comparator<Ranking.Entry> ORDER =
            Comparator.comparingLong(Ranking.Entry::rank).thenComparingInt(Ranking.Entry::number);

    private static void same(TreeSet<Ranking.Entry> model, Ranking ranking) {
        assertEquals(model.size(), ranking.size());
        assertEquals(model.isEmpty(), ranking.isEmpty());
        assertEquals(model.isEmpty() ? null : model.first(), ranking.first());
        assertEquals(model.isEmpty() ? null : model.last(), ranking.last());
        assertArrayEquals(
                model.stream().mapToInt(Ranking.Entry::number).toArray(), ranking.numbers());
    }

    @Test
    @DisplayName("random edits give what TreeSet has, and no kept version ever changes")
    void againstTreeSet() {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            TreeSet<Ranking.Entry> model = new TreeSet<>(ORDER);
            Ranking ranking = Ranking.empty();
            List<Ranking> kept = new ArrayList<>();
            List<TreeSet<Ranking.Entry>> keptModels = new ArrayList<>();
            for (int edit = 0; edit < 600; edit++) {
                long rank = random.nextInt(20) == 0 ? random.nextLong() : random.nextInt(40);
                int number = random.nextInt(30) - 15;
                boolean present = model.contains(new Ranking.Entry(rank, number));
                assertEquals(present, ranking.contains(rank, number));
                Ranking before = ranking;
                if (random.nextInt(edit < 300 ? 3 : 2) > 0) {
                    model.add(new Ranking.Entry(rank, number));
                    ranking = ranking.with(rank, number);
                    assertEquals(present, before == ranking);
                } else {
                    model.remove(new Ranking.Entry(rank, number));
                    ranking = ranking.without(rank, number);
                    assertEquals(!present, before == ranking);
                }
                same(model, ranking);
                kept.add(ranking);
                keptModels.add(new TreeSet<>(model));
            }
            for (int i = 0; i < kept.size(); i++) {
                same(keptModels.get(i), kept.get(i));
            }
        }
    }

    @Test
    @DisplayName("equal contents are equal, whatever edits led to them")
    void form() {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            numbers.add(i);
        }
        Ranking inOrder = Ranking.empty();
        for (int number : numbers) {
            inOrder = inOrder.with(number / 3, number);
        }
        Collections.shuffle(numbers, new Random(1));
        Ranking shuffled = Ranking.empty();
        for (int number : numbers) {
            shuffled = shuffled.with(number / 3, number).with(1000 + number, 7);
        }
        assertNotEquals(inOrder, shuffled);
        for (int number : numbers) {
            shuffled = shuffled.without(1000 + number, 7);
        }
        assertEquals(inOrder, shuffled);
        assertEquals(inOrder.hashCode(), shuffled.hashCode());
        assertEquals(inOrder.toString(), shuffled.toString());
        for (int number : numbers) {
            shuffled = shuffled.without(number / 3, number);
        }
        assertSame(Ranking.empty(), shuffled);
    }

    @Test
    @DisplayName("an empty one has no ends, and its lowest rank is never")
    void empty() {
        assertNull(Ranking.empty().first());
        assertNull(Ranking.empty().last());
        assertEquals(Long.MAX_VALUE, Ranking.empty().firstRank());
        assertEquals("[]", Ranking.empty().toString());
        assertEquals("[7 at 3]", Ranking.empty().with(3, 7).toString());
    }

    @Test
    @DisplayName("a hundred thousand in order stay shallow: no edit runs out of stack")
    void deep() {
        Ranking ranking = Ranking.empty();
        for (int i = 0; i < 100_000; i++) {
            ranking = ranking.with(i * 1000L, i);
        }
        assertEquals(100_000, ranking.numbers().length);
        for (int i = 0; i < 100_000; i++) {
            ranking = ranking.without(i * 1000L, i);
        }
        assertTrue(ranking.isEmpty());
    }
}
