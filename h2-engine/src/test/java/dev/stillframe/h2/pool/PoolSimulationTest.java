package dev.stillframe.h2.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A pool under everything that can happen to it, in any order and any batches. A failure names its
 * seed and as few events as show it.
 */
class PoolSimulationTest {
    private static final int SEEDS = 20_000;

    @Test
    @DisplayName(
            "Any events in any order: each waiter answered once and in turn, no limit exceeded,"
                    + " nobody waits while there is room, nothing is left open")
    void seeds() {
        Map<String, Integer> seen = new TreeMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Op> ops = Op.list(new SplittableRandom(seed));
            Throwable failure = failure(seed, ops);
            if (failure != null) {
                List<Op> fewest = fewest(seed, ops);
                throw new AssertionError(
                        failure(seed, fewest) + " with seed " + seed + " and " + fewest, failure);
            }
            if (seed % 20 == 0) {
                World.run(seed, ops).seen.forEach((kind, n) -> seen.merge(kind, n, Integer::sum));
            }
        }
        // Every effect and every refusal occurs, and often.
        for (String kind :
                List.of(
                        "Open",
                        "Lease",
                        "Refuse",
                        "Drain",
                        "Close",
                        "WakeAt",
                        "DeadlinePassed",
                        "Abandoned",
                        "ConnectFailed",
                        "QueueFull",
                        "ShutDown")) {
            assertTrue(seen.getOrDefault(kind, 0) > 100, seen::toString);
        }
    }

    @DisplayName(
            "L2, L3: any state of a run can be stepped again, or otherwise, and gives the same")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987})
    void everyStateAgain(int seed) {
        List<World.Step> steps = World.run(seed, Op.list(new SplittableRandom(seed))).steps;
        // Backwards, so that whatever a later step may have changed shows in an earlier one.
        for (int i = steps.size() - 1; i >= 0; i--) {
            World.Step step = steps.get(i);
            steps.get((i * 7 + 3) % steps.size()).from().step(step.events());
            step.from().step(List.of(new PoolEvent.Shutdown(0)));
            PoolTransition again = step.from().step(step.events());
            assertEquals(step.to().effects(), again.effects(), "step " + i);
            assertEquals(step.to().next(), again.next(), "step " + i);
            assertEquals(step.to().next().hashCode(), again.next().hashCode(), "step " + i);
        }
        assertTrue(steps.size() > 5, steps.size() + " steps");
    }

    @DisplayName("L3: every event, effect and refusal is a record")
    @ParameterizedTest
    @ValueSource(classes = {PoolEvent.class, PoolEffect.class, Refusal.class})
    void records(Class<?> type) {
        for (Class<?> leaf : type.getPermittedSubclasses()) {
            assertTrue(leaf.isRecord(), leaf + " is not a record");
        }
    }

    private static Throwable failure(int seed, List<Op> ops) {
        try {
            World.run(seed, ops);
            return null;
        } catch (RuntimeException | AssertionError e) {
            return e;
        }
    }

    /** Leaves out ever smaller stretches as long as it goes on failing (delta debugging). */
    private static List<Op> fewest(int seed, List<Op> ops) {
        List<Op> left = ops;
        for (int stretch = ops.size() / 2; stretch > 0; ) {
            boolean shorter = false;
            for (int from = 0; from < left.size(); ) {
                List<Op> candidate = new ArrayList<>(left.subList(0, from));
                candidate.addAll(left.subList(Math.min(left.size(), from + stretch), left.size()));
                if (failure(seed, candidate) != null) {
                    left = candidate;
                    shorter = true;
                } else {
                    from += stretch;
                }
            }
            stretch = shorter ? Math.min(stretch, left.size()) : stretch / 2;
        }
        return left;
    }
}
