package dev.stillframe.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The worlds of many seeds keep the laws, and the same seed gives the same world. */
class WorldsTest {
    private static final int WORLDS = Integer.getInteger("stillframe.worlds", 20_000);

    @Test
    @DisplayName("Twenty thousand worlds of clients, servers and bad networks keep L5, L6 and L7")
    void worlds() throws InterruptedException {
        int threads = Math.min(2, Runtime.getRuntime().availableProcessors());
        Campaign.Outcome outcome = Campaign.run(Plans::of, 0, WORLDS - 1, threads, done -> {});
        Campaign.Broken broken = outcome.broken();
        if (broken != null) {
            fail(broken.report(), broken.why());
        }
        assertEquals(WORLDS, outcome.worlds());
        Tally tally = outcome.tally();
        // Every way to end occurs, most streams end well, and every fault was there.
        assertTrue(tally.of("Complete") > 4L * WORLDS, tally::toString);
        assertTrue(tally.of("interim") > WORLDS / 10, tally::toString);
        for (String what :
                List.of(
                        "Reset",
                        "Lost",
                        "Unprocessed",
                        "pushed",
                        "pongs",
                        "CUT",
                        "HALF_CLOSE",
                        "SHUTDOWN",
                        "CLOCK",
                        "UPGRADE",
                        "TUNNEL",
                        "EXTENDED",
                        "SLOW",
                        "connections",
                        "retried",
                        "pool: ConnectFailed",
                        "pool: DeadlinePassed",
                        "pool: QueueFull")) {
            assertTrue(tally.of(what) > WORLDS / 100, () -> what + " of " + tally);
        }
        // And every time ran out somewhere.
        for (String what :
                List.of(
                        "closed: a keep-alive PING was not answered in time",
                        "closed: SETTINGS were not acknowledged in time",
                        "closed: no connection preface in time",
                        "closed: streams did not end in time",
                        "closed: max_idle",
                        "closed: max_age",
                        "reset: idle time-out",
                        "reset: the peer gave no window in time",
                        "ill")) {
            assertTrue(tally.of(what) > WORLDS / 2000, () -> what + " of " + tally);
        }
    }

    @DisplayName("A world is a function of its plan, and a plan of its seed")
    @ParameterizedTest
    @EnumSource(Setup.Kind.class)
    void same(Setup.Kind kind) {
        long before = 0;
        for (long seed = 100; seed < 130; seed++) {
            Plan plan = Plans.of(kind, seed);
            assertEquals(plan, Plans.of(kind, seed));
            World.Result once = World.run(plan);
            World.Result again = World.run(plan);
            assertEquals(once.trace(), again.trace(), "seed " + seed);
            assertEquals(once.ends(), again.ends(), "seed " + seed);
            assertNotEquals(before, once.trace(), "another seed, another world");
            before = once.trace();
        }
    }

    @Test
    @DisplayName("A plan can be written down and read again")
    void text() {
        for (long seed = 0; seed < 300; seed++) {
            Plan plan = Plans.of(seed);
            assertEquals(plan, Plan.parse(plan.text()));
        }
        assertEquals(
                World.run(Plans.of(7)).trace(),
                World.run(Plan.parse("# seven\n\n" + Plans.of(7).text())).trace());
    }
}
