package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.recording.Ending;
import dev.stillframe.h2.recording.Outcome;
import dev.stillframe.h2.recording.Recorded;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Simulated connections, recorded")
class RecordedSimulationTest {
    private static final int SEEDS = 60;

    private static Octets record(SimulatedEnd end, int without) {
        Recorded.Maker maker =
                new Recorded.Maker(((ConnectionState) end.steps.getFirst().from()).options());
        for (int i = 0; i < end.steps.size(); i++) {
            SimulatedEnd.Step step = end.steps.get(i);
            if (i != without) {
                maker.step(step.events(), Outcome.of(step.to().effects()));
            }
        }
        return maker.end("done");
    }

    @Test
    @DisplayName("run again with equal events, equal effects, equal outcomes")
    void replays() {
        int steps = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            for (SimulatedEnd end : Simulation.run(seed, Op.list(new SplittableRandom(seed)))) {
                Recorded recorded = Recorded.read(record(end, -1));
                assertEquals(new Ending.Said("done"), recorded.ending());
                assertEquals(
                        end.steps.stream().map(SimulatedEnd.Step::events).toList(),
                        recorded.steps().stream()
                                .map(dev.stillframe.h2.recording.Step::events)
                                .toList());
                assertEquals(
                        end.steps.stream().map(step -> step.to().effects()).toList(),
                        recorded.effects());
                assertEquals(0, recorded.differs(), "seed " + seed);
                steps += recorded.steps().size();
            }
        }
        assertTrue(steps > 100 * SEEDS, "steps: " + steps);
    }

    @Test
    @DisplayName("show that a step is missing, at that place or later")
    void missing() {
        List<SimulatedEnd> ends = Simulation.run(3, Op.list(new SplittableRandom(3)));
        Recorded recorded = Recorded.read(record(ends.getLast(), 1));
        assertNotEquals(0, recorded.differs());
        assertTrue(recorded.differs() > 1, "the first is as it was");
    }
}
