package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Transition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws L2 and L3: a state is a value, and so is what is to be done. */
class ValuesTest {
    @DisplayName(
            "L2: any state of a long run can be stepped again, or otherwise, and gives the same")
    @ParameterizedTest
    @ValueSource(ints = {3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void everyStateAgain(int seed) {
        int steps = 0;
        for (SimulatedEnd end : Simulation.run(seed, Op.list(new SplittableRandom(seed)))) {
            List<SimulatedEnd.Step> kept = end.steps;
            steps += kept.size();
            // Backwards, so that whatever a later step may have changed shows in an earlier one.
            for (int i = kept.size() - 1; i >= 0; i--) {
                SimulatedEnd.Step step = kept.get(i);
                String name = "step " + i + " of " + end.role;
                Iteration otherwise = kept.get((i * 7 + 3) % kept.size()).from();
                otherwise.step(step.events());
                step.from().step(List.of(new Event.TransportFailed("otherwise")));
                Transition again = step.from().step(step.events());
                assertEquals(step.to().effects(), again.effects(), name);
                assertEquals(step.to().next(), again.next(), name);
                assertEquals(step.to().next().hashCode(), again.next().hashCode(), name);
            }
        }
        assertTrue(steps > 40, steps + " steps");
    }

    @DisplayName("L3: two runs of the same events have the same effects")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 42, 77, 99})
    void twoRuns(int seed) {
        List<Op> ops = Op.list(new SplittableRandom(seed));
        List<SimulatedEnd> one = Simulation.run(seed, ops);
        List<SimulatedEnd> two = Simulation.run(seed, ops);
        for (int i = 0; i < 2; i++) {
            assertEquals(one.get(i).effects, two.get(i).effects);
            assertTrue(one.get(i).effects.size() > 20, "a run of some length");
        }
    }

    @Test
    @DisplayName("L3: every event, command, effect and notice is a record")
    void records() {
        List<Class<?>> leaves = new ArrayList<>();
        ArrayDeque<Class<?>> types =
                new ArrayDeque<>(
                        List.of(Event.class, Command.class, Effect.class, Notice.class, End.class));
        while (!types.isEmpty()) {
            Class<?> type = types.pop();
            if (type.isSealed()) {
                types.addAll(List.of(type.getPermittedSubclasses()));
            } else {
                leaves.add(type);
                assertTrue(type.isRecord(), type + " is not a record");
            }
        }
        assertTrue(leaves.size() > 30, leaves::toString);
    }

    @Test
    @DisplayName("A step in which nothing happens gives the same state")
    void nothingHappens() {
        Script script = Script.server().preface().get(1);
        Iteration before = script.state;
        script.forget().step().expectNothing().expectToldNothing();
        assertEquals(before, script.state);
    }
}
