package dev.stillframe.h2.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.RaceOptions;
import dev.stillframe.api.client.RaceOptions.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Races under anything that can happen to them. */
class RaceSimulationTest {
    private static final int SEEDS = 20_000;

    @Test
    @DisplayName(
            "Any events in any order: one end, attempts spaced, nothing left running, and the same"
                    + " again from every state")
    void seeds() {
        Map<String, Integer> ends = new TreeMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                ends.merge(run(new SplittableRandom(seed)), 1, Integer::sum);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + " with seed " + seed, e);
            }
        }
        for (String end : List.of("Won", "UNRESOLVED", "ALL_FAILED", "TIMED_OUT", "ABANDONED")) {
            assertTrue(ends.getOrDefault(end, 0) > 100, ends::toString);
        }
    }

    private static String run(SplittableRandom random) {
        RaceOptions options =
                new RaceOptions(
                        random.nextBoolean() ? Family.IPV4 : Family.IPV6,
                        Duration.ofMillis(100 + random.nextInt(200)),
                        Duration.ofMillis(random.nextInt(100)),
                        Duration.ofMillis(1 + random.nextInt(2000)),
                        1 + random.nextInt(6));
        long now = random.nextInt(1000);
        long began = now;
        Race<Integer> race = Race.of(options, now);
        Set<Integer> running = new HashSet<>();
        long lastAttempt = Long.MIN_VALUE;
        int attempts = 0;
        boolean failed = false; // since the last attempt
        String end = null;
        while (end == null) {
            List<RaceEvent<Integer>> events = new ArrayList<>();
            if (random.nextInt(3) > 0) {
                now = random.nextBoolean() ? now + random.nextInt(90_000_000) : race.wakeAt();
            }
            events.add(new RaceEvent.Clock<>(now));
            int attempt = attempts == 0 ? 0 : random.nextInt(attempts);
            Family family = random.nextBoolean() ? Family.IPV4 : Family.IPV6;
            switch (random.nextInt(14)) {
                case 0, 1, 2, 3 -> events.add(new RaceEvent.Resolved<>(family, some(random)));
                case 4 -> events.add(new RaceEvent.Unresolved<>(family, "no"));
                case 5, 6 -> {
                    events.add(new RaceEvent.Failed<>(attempt, "refused"));
                    failed |= running.remove(attempt);
                }
                case 7 -> events.add(new RaceEvent.Succeeded<>(attempt));
                case 8 -> {
                    if (random.nextInt(6) == 0) {
                        events.add(new RaceEvent.Abandon<>());
                    }
                }
                default -> {}
            }
            RaceTransition<Integer> to = race.step(events);
            assertEquals(to, race.step(events), "the same again");
            for (RaceEffect<Integer> effect : to.effects()) {
                switch (effect) {
                    case RaceEffect.Attempt<Integer> made -> {
                        assertEquals(attempts++, made.attempt());
                        boolean early = now - lastAttempt < options.attemptDelay().toNanos();
                        assertTrue(
                                lastAttempt == Long.MIN_VALUE
                                        || !early
                                        || failed
                                        || running.isEmpty(),
                                "too soon");
                        lastAttempt = now;
                        failed = false;
                        running.add(made.attempt());
                    }
                    case RaceEffect.Cancel<Integer> cancelled ->
                            assertTrue(running.remove(cancelled.attempt()), "cancels what is over");
                    case RaceEffect.Won<Integer> won -> {
                        assertTrue(running.remove(won.attempt()), "won, and was over");
                        end = "Won";
                    }
                    case RaceEffect.Lost<Integer> lost -> end = lost.cause().name();
                    case RaceEffect.WakeAt<Integer> wake ->
                            assertEquals(wake.nanos(), to.next().wakeAt());
                }
            }
            race = to.next();
            assertTrue(attempts <= options.maxAttempts(), "attempts");
            assertEquals(end != null, race.isOver());
            assertTrue(
                    race.isOver() || race.wakeAt() <= began + options.timeout().toNanos(),
                    "sleeps past its time");
        }
        assertEquals(Set.of(), running, "left running");
        assertFalse(race.wakeAt() < Long.MAX_VALUE, "wakes after the end");
        return end;
    }

    private static List<Integer> some(SplittableRandom random) {
        return random.ints(random.nextInt(4)).boxed().toList();
    }
}
