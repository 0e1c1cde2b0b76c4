package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.End;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two engines back to back through any segmentation and delay: laws L2, L4, L6 and L7 are the
 * assertions. A failure names its seed and as few events as show it.
 *
 * <p>The module {@code simulator} has richer worlds: faults of networks and transports, the
 * runtime's driver, folds, pools, time-outs, upgrades and tunnels. This one stays with the core,
 * and has what those do not: the same list of events runs over several segmentations, which must
 * give the same result, and its steps are kept for other tests to replay.
 */
class SimulationTest {
    private static final int SEEDS = 300;
    private static final int SEGMENTED = 60;

    @Test
    @DisplayName(
            "Two engines back to back: contents intact, ledgers balanced, each stream ended once")
    void seeds() {
        TreeMap<String, Integer> ends = new TreeMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            List<Op> ops = Op.list(new SplittableRandom(seed));
            Throwable failure = failure(seed, ops);
            if (failure != null) {
                List<Op> fewest = fewest(seed, ops);
                throw new AssertionError(
                        failure(seed, fewest) + " with seed " + seed + " and " + fewest, failure);
            }
            for (SimulatedEnd end : Simulation.run(seed, ops)) {
                end.exchanges.forEach(
                        (id, exchange) -> {
                            ends.merge(kind(exchange.end), 1, Integer::sum);
                            ends.merge((id & 1) == 0 ? "Pushed" : "Asked", 1, Integer::sum);
                        });
            }
        }
        // Every way to end occurs, and most streams end well.
        assertTrue(ends.getOrDefault("Complete", 0) > 5 * SEEDS, ends::toString);
        for (String kind : List.of("Reset", "Lost", "Unprocessed", "Pushed")) {
            assertTrue(ends.getOrDefault(kind, 0) > 10, ends::toString);
        }
    }

    @Test
    @DisplayName("Two engines back to back: any segmentation of the octets gives the same result")
    void segmentation() {
        for (int seed = 0; seed < SEGMENTED; seed++) {
            List<Op> ops = Op.list(new SplittableRandom(seed));
            List<String> whole = results(seed, ops, Integer.MAX_VALUE);
            for (int segment : new int[] {5, 64, 1000}) {
                assertEquals(whole, results(seed, ops, segment), "seed " + seed + ", " + segment);
            }
        }
    }

    /** What each end has read on each stream, and how that has ended. */
    private static List<String> results(int seed, List<Op> ops, int segment) {
        List<String> results = new ArrayList<>();
        for (SimulatedEnd end : Simulation.run(seed, ops, segment)) {
            end.exchanges.forEach(
                    (id, exchange) ->
                            results.add(
                                    end.role
                                            + " "
                                            + id
                                            + ": "
                                            + exchange.received
                                            + " of "
                                            + exchange.expected
                                            + ", "
                                            + exchange.end));
        }
        return results;
    }

    @DisplayName("Seeds that once failed")
    @ParameterizedTest
    @ValueSource(ints = {156, 167, 1650})
    void regression(int seed) {
        Simulation.run(seed, Op.list(new SplittableRandom(seed)));
    }

    @Test
    @DisplayName("A failing run is cut down to the events that make it fail")
    void fewest() {
        List<Op> ops = Op.list(new SplittableRandom(1));
        List<Op> left = without(ops, candidate -> candidate.contains(ops.get(17)));
        assertTrue(left.equals(List.of(ops.get(17))), left::toString);
    }

    private static String kind(End end) {
        return end.getClass().getSimpleName();
    }

    private static Throwable failure(int seed, List<Op> ops) {
        try {
            Simulation.run(seed, ops);
            return null;
        } catch (RuntimeException | AssertionError e) {
            return e;
        }
    }

    private static List<Op> fewest(int seed, List<Op> ops) {
        return without(ops, candidate -> failure(seed, candidate) != null);
    }

    private interface Fails {
        boolean with(List<Op> ops);
    }

    /** Leaves out ever smaller stretches as long as it goes on failing (delta debugging). */
    private static List<Op> without(List<Op> ops, Fails fails) {
        List<Op> left = ops;
        for (int stretch = ops.size() / 2; stretch > 0; ) {
            boolean shorter = false;
            for (int from = 0; from < left.size(); ) {
                List<Op> candidate = new ArrayList<>(left.subList(0, from));
                candidate.addAll(left.subList(Math.min(left.size(), from + stretch), left.size()));
                if (fails.with(candidate)) {
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
