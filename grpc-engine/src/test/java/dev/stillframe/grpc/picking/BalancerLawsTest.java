package dev.stillframe.grpc.picking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.grpc.delay.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches of events, and states that are stepped again. */
class BalancerLawsTest {
    private static final int SEEDS = 10_000;

    private record Step(
            Balancer<Integer> from,
            List<BalancerEvent<Integer>> events,
            BalancerTransition<Integer> to) {}

    private static List<Step> run(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        AnyEvent any = new AnyEvent(random);
        BalancerOptions options = new BalancerOptions(Backoff.CONNECTION, Duration.ofSeconds(1), 4);
        Balancer<Integer> state = Balancer.of(options, seed, 0);
        List<Step> steps = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 20; i++) {
            now += random.nextInt(3) * 700_000_000L;
            List<BalancerEvent<Integer>> events = new ArrayList<>();
            events.add(new BalancerEvent.Clock<>(now));
            for (int n = random.nextInt(7); n > 0; n--) {
                events.add(any.event(now, state));
            }
            if (i == 19) {
                events.add(new BalancerEvent.Shutdown<>());
            }
            BalancerTransition<Integer> to = state.step(events);
            steps.add(new Step(state, List.copyOf(events), to));
            state = to.next();
        }
        return steps;
    }

    @Test
    @DisplayName("L6: in batches of any events, each call is answered once or abandoned")
    void batches() {
        int answered = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Set<Integer> waiting = new HashSet<>();
            for (Step step : run(seed)) {
                Set<Integer> abandoned = new HashSet<>();
                for (BalancerEvent<Integer> event : step.events) {
                    if (event instanceof BalancerEvent.Pick<Integer> pick) {
                        waiting.add(pick.waiter());
                    } else if (event instanceof BalancerEvent.Abandon<Integer> abandon
                            && waiting.remove(abandon.waiter())) {
                        abandoned.add(abandon.waiter());
                    }
                }
                for (BalancerEffect<Integer> effect : step.to.effects()) {
                    int waiter =
                            switch (effect) {
                                case BalancerEffect.Picked<Integer> picked -> picked.waiter();
                                case BalancerEffect.Refused<Integer> refused -> refused.waiter();
                                default -> -1;
                            };
                    assertTrue(
                            waiter < 0 || waiting.remove(waiter) || abandoned.remove(waiter),
                            waiter + " was not waiting, with seed " + seed);
                    answered += waiter < 0 ? 0 : 1;
                }
            }
            assertEquals(Set.of(), waiting, "never answered, with seed " + seed);
        }
        assertTrue(answered > SEEDS, answered + " answers");
    }

    @DisplayName(
            "L2, L3: any state of a run can be stepped again, or otherwise, and gives the same")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void everyStateAgain(int seed) {
        List<Step> steps = run(seed);
        // Backwards, so that whatever a later step may have changed shows in an earlier one.
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            steps.get((i * 7 + 3) % steps.size()).from.step(step.events);
            step.from.step(List.of(new BalancerEvent.Shutdown<>()));
            BalancerTransition<Integer> again = step.from.step(step.events);
            assertEquals(step.to, again, "step " + i);
            assertEquals(step.to.next().hashCode(), again.next().hashCode(), "step " + i);
        }
    }
}
