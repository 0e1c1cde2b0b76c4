package dev.stillframe.grpc.picking;

import static dev.stillframe.grpc.picking.ChannelScript.ROUND_ROBIN;
import static dev.stillframe.grpc.picking.ChannelScript.connected;
import static dev.stillframe.grpc.picking.ChannelScript.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Connectivity;
import dev.stillframe.grpc.config.LoadBalancing;
import dev.stillframe.grpc.config.LoadBalancing.FailurePercentage;
import dev.stillframe.grpc.config.LoadBalancing.OutlierDetection;
import dev.stillframe.grpc.config.LoadBalancing.SuccessRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A50, section by section. Addresses are numbers, an interval is 10 s. */
class OutliersTest {
    private static final long SECOND = 1_000_000_000;
    private static final SuccessRate RATE = new SuccessRate(1900, 100, 5, 100);
    private static final FailurePercentage FAILURES = new FailurePercentage(85, 100, 5, 50);

    private static OutlierDetection config(
            int maxPercent, SuccessRate rate, FailurePercentage failures) {
        return new OutlierDetection(
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(300),
                maxPercent,
                rate,
                failures,
                new LoadBalancing.RoundRobin());
    }

    private static List<Integer> hosts(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Outliers<Integer> of(OutlierDetection config, int hosts) {
        return Outliers.<Integer>none(1).under(config, hosts(hosts), 0);
    }

    /** With so many successes and failures for all hosts. */
    private static Outliers<Integer> served(Outliers<Integer> to, int successes, int failures) {
        Outliers<Integer> next = to;
        for (int host : to.tallies().keySet()) {
            next = next.served(host, successes, failures);
        }
        return next;
    }

    private static List<Integer> ejected(Outliers<Integer> outliers) {
        return outliers.tallies().keySet().stream().filter(outliers::isEjected).toList();
    }

    private static Outliers<Integer> sweep(Outliers<Integer> outliers) {
        return outliers.swept(outliers.wakeAt());
    }

    @Test
    @DisplayName("A50, Success Rate Algorithm: below mean - stdev * factor")
    void successRate() {
        Outliers<Integer> outliers = served(of(config(50, RATE, null), 10), 100, 0);
        outliers = outliers.served(3, 0, 10);
        assertEquals(List.of(3), ejected(sweep(outliers)));
        // The mean of nine at 1 and one at 0.5 is 0.95, the deviation 0.15: three of it are 0.5.
        OutlierDetection strict = config(50, new SuccessRate(3001, 100, 5, 100), null);
        Outliers<Integer> half = served(of(strict, 9), 100, 0);
        half = half.under(strict, hosts(10), 0).served(9, 50, 50);
        assertEquals(List.of(), ejected(sweep(half)));
        OutlierDetection loose = config(50, new SuccessRate(2999, 100, 5, 100), null);
        assertEquals(List.of(9), ejected(sweep(half.under(loose, hosts(10), 0))));
    }

    @Test
    @DisplayName("A50, Success Rate Algorithm 1: enough hosts with enough calls")
    void successRateVolume() {
        Outliers<Integer> outliers = of(config(50, RATE, null), 5);
        for (int host = 0; host < 4; host++) {
            outliers = outliers.served(host, 200, 0);
        }
        assertEquals(List.of(), ejected(sweep(outliers.served(4, 0, 99))));
        Outliers<Integer> many = served(of(config(50, RATE, null), 9), 200, 0);
        many = many.under(config(50, RATE, null), hosts(10), 0);
        assertEquals(List.of(), ejected(sweep(many.served(9, 0, 99))));
        assertEquals(List.of(9), ejected(sweep(many.served(9, 0, 100))));
    }

    @Test
    @DisplayName("A50, Failure Percentage Algorithm: above the threshold")
    void failurePercentage() {
        Outliers<Integer> outliers = served(of(config(100, null, FAILURES), 5), 100, 0);
        outliers = outliers.under(config(100, null, FAILURES), hosts(7), 0);
        outliers = outliers.served(5, 15, 85).served(6, 14, 86);
        assertEquals(List.of(6), ejected(sweep(outliers)));
    }

    @Test
    @DisplayName("A50, Failure Percentage Algorithm 1: enough hosts, and enough calls of the one")
    void failureVolume() {
        Outliers<Integer> few = of(config(100, null, FAILURES), 4).served(0, 0, 1000);
        assertEquals(List.of(), ejected(sweep(few)));
        Outliers<Integer> enough = of(config(100, null, FAILURES), 5);
        assertEquals(List.of(), ejected(sweep(enough.served(0, 0, 49))));
        assertEquals(List.of(0), ejected(sweep(enough.served(0, 0, 50))));
    }

    @Test
    @DisplayName("A50, max_ejection_percent: never more, but one always")
    void maxPercent() {
        Outliers<Integer> all = served(of(config(0, null, FAILURES), 10), 0, 100);
        assertEquals(1, ejected(sweep(all)).size());
        all = served(of(config(29, null, FAILURES), 10), 0, 100);
        assertEquals(List.of(0, 1), ejected(sweep(all)));
        all = served(of(config(100, null, FAILURES), 10), 0, 100);
        assertEquals(10, ejected(sweep(all)).size());
    }

    @Test
    @DisplayName("A50, enforcement_percentage: by chance, in about as many sweeps")
    void enforcement() {
        int times = 0;
        for (int seed = 0; seed < 1000; seed++) {
            Outliers<Integer> outliers =
                    Outliers.<Integer>none(seed)
                            .under(
                                    config(10, null, new FailurePercentage(85, 30, 5, 50)),
                                    hosts(5),
                                    0)
                            .served(2, 0, 100);
            times += ejected(sweep(outliers)).size();
        }
        assertEquals(300, times, 60);
        Outliers<Integer> never =
                of(config(10, null, new FailurePercentage(85, 0, 5, 50)), 5).served(2, 0, 100);
        assertEquals(List.of(), ejected(sweep(never)));
    }

    @Test
    @DisplayName("A50, Call Counter: each interval counts for itself")
    void intervals() {
        Outliers<Integer> outliers = of(config(100, null, FAILURES), 5).served(0, 0, 40);
        assertEquals(10 * SECOND, outliers.wakeAt());
        assertEquals(outliers, outliers.swept(10 * SECOND - 1));
        outliers = sweep(outliers).served(0, 0, 40);
        assertEquals(20 * SECOND, outliers.wakeAt());
        assertEquals(List.of(), ejected(sweep(outliers)));
    }

    @Test
    @DisplayName("A50, Behavior 5: back after base * multiplier, and the multiplier goes down")
    void unejected() {
        Outliers<Integer> outliers = of(config(100, null, FAILURES), 5);
        List<Long> lasted = new ArrayList<>();
        for (int time = 0; time < 3; time++) {
            outliers = sweep(outliers.served(0, 0, 100));
            long at = outliers.began();
            assertTrue(outliers.isEjected(0));
            while (outliers.isEjected(0)) {
                outliers = sweep(outliers);
            }
            lasted.add((outliers.began() - at) / SECOND);
        }
        // "After" the time, so at the sweep behind it: 30 s, 60 s and 90 s.
        assertEquals(List.of(40L, 70L, 100L), lasted);
        assertEquals(3, outliers.tallies().get(0).multiplier());
        outliers = sweep(sweep(sweep(sweep(outliers))));
        assertEquals(0, outliers.tallies().get(0).multiplier());
    }

    @Test
    @DisplayName("A50, max_ejection_time: no longer than that, or than the base if it is more")
    void maxTime() {
        OutlierDetection config =
                new OutlierDetection(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(45),
                        100,
                        null,
                        FAILURES,
                        new LoadBalancing.RoundRobin());
        Outliers<Integer> outliers = of(config, 5);
        for (long seconds : new long[] {40, 50, 50, 50}) {
            outliers = sweep(outliers.served(0, 0, 100));
            long at = outliers.began();
            while (outliers.isEjected(0)) {
                outliers = sweep(outliers);
            }
            assertEquals(seconds, (outliers.began() - at) / SECOND);
        }
    }

    @Test
    @DisplayName("A50, Behavior: addresses that go are forgotten; without rules nothing is left")
    void addresses() {
        OutlierDetection config = config(100, null, FAILURES);
        Outliers<Integer> outliers = sweep(of(config, 5).served(0, 0, 100));
        assertTrue(outliers.under(config, hosts(6), SECOND).isEjected(0));
        Outliers<Integer> without = outliers.under(config, List.of(1, 2), SECOND);
        assertFalse(without.under(config, hosts(5), SECOND).isEjected(0));
        assertFalse(outliers.under(null, hosts(5), SECOND).isEjected(0));
        assertEquals(Long.MAX_VALUE, outliers.under(null, hosts(5), SECOND).wakeAt());
    }

    private static Plan plan(LoadBalancing child) {
        OutlierDetection config = config(100, null, new FailurePercentage(85, 100, 2, 50));
        return new Plan(
                new OutlierDetection(
                        config.interval(),
                        config.baseEjection(),
                        config.maxEjection(),
                        config.maxPercent(),
                        null,
                        config.failures(),
                        child),
                null);
    }

    @Test
    @DisplayName("A50, Ejection Reporting: an outlier keeps its connection, but gets no calls")
    void balancer() {
        Plan plan = plan(ROUND_ROBIN.policy());
        ChannelScript script = connected(plan, "a", "b");
        assertTrue(script.state.counts());
        assertEquals(new Picker.Use(List.of(0, 1)), script.state.picker());
        script.step(new BalancerEvent.Served<>(0, 0, 100), new BalancerEvent.Served<>(9, 0, 9))
                .wakes(10_000, 10_000)
                .expect();
        assertEquals(new Picker.Use(List.of(1)), script.state.picker());
        for (int sweep = 0; sweep < 4; sweep++) {
            script.wakes(10_000, 10_000);
        }
        assertEquals(new Picker.Use(List.of(0, 1)), script.state.picker());
    }

    @Test
    @DisplayName("A50, Ejection Reporting: when all are left out, the channel is failing")
    void allEjected() {
        connected(plan(ROUND_ROBIN.policy()), "a", "b")
                .step(new BalancerEvent.Served<>(0, 0, 100), new BalancerEvent.Served<>(1, 0, 100))
                .wakes(10_000, 10_000)
                .is(Connectivity.TRANSIENT_FAILURE)
                .forget()
                .pick(1)
                .expect(refused(1, Code.UNAVAILABLE, "every server is left out as an outlier"));
    }

    @Test
    @DisplayName("With pick_first, where there is no choice, nothing is counted")
    void pickFirst() {
        ChannelScript script = connected(plan(new LoadBalancing.PickFirst(false)), "a");
        assertFalse(script.state.counts());
        script.step(new BalancerEvent.Served<>(0, 0, 100))
                .advance(60_000)
                .expect()
                .is(Connectivity.READY);
    }
}
