package dev.stillframe.grpc.picking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Connectivity;
import dev.stillframe.grpc.delay.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A channel's connections under anything that can happen to them, in any order. */
class BalancerSimulationTest {
    private static final int SEEDS = 10_000;
    private static final int STEPS = 60;
    private static final long MILLI = 1_000_000;

    @Test
    @DisplayName(
            "Any events in any order: each call answered once, in turn and only by what is"
                    + " connected; attempts spaced; nobody waits while there is a connection;"
                    + " nothing is left open; and the same again")
    void seeds() {
        Map<String, Integer> seen = new TreeMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                new World(new SplittableRandom(seed), seen).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + " with seed " + seed, e);
            }
        }
        // Each kind of effect, state and refusal occurs, and often.
        for (String kind :
                List.of(
                        "Resolve",
                        "Connect",
                        "Disconnect",
                        "Watch",
                        "Unwatch",
                        "Picked",
                        "IDLE",
                        "CONNECTING",
                        "READY",
                        "TRANSIENT_FAILURE",
                        "SHUTDOWN",
                        "UNAVAILABLE",
                        "DEADLINE_EXCEEDED",
                        "RESOURCE_EXHAUSTED",
                        "ejected")) {
            assertTrue(seen.getOrDefault(kind, 0) > 100, seen::toString);
        }
    }

    @DisplayName("L3: every event, effect and picker is a record")
    @ParameterizedTest
    @ValueSource(classes = {BalancerEvent.class, BalancerEffect.class, Picker.class})
    void records(Class<?> type) {
        for (Class<?> leaf : type.getPermittedSubclasses()) {
            assertTrue(leaf.isRecord(), leaf + " is not a record");
        }
    }

    /** How far a subchannel is, as an onlooker knows it. */
    private enum Seen {
        CONNECTING,
        CONNECTED,
        GONE
    }

    /** A channel, and an onlooker. */
    private static final class World {
        private final SplittableRandom random;
        private final Map<String, Integer> seen;
        private final int maxWaiting;
        private long now;
        private Balancer<Integer> state;
        private final AnyEvent any;
        private final List<Integer> waiting = new ArrayList<>();
        private final Map<Integer, BalancerEvent.Pick<Integer>> picks = new HashMap<>();
        private final Map<Integer, Seen> subchannels = new TreeMap<>();
        private final Map<Integer, List<Integer>> addresses = new HashMap<>();
        private final Map<Integer, Long> attempted = new HashMap<>();
        private final Set<Integer> watched = new TreeSet<>();
        private Connectivity connectivity = Connectivity.IDLE;
        private boolean resolving;
        private boolean shutdown;

        World(SplittableRandom random, Map<String, Integer> seen) {
            this.random = random;
            this.seen = seen;
            any = new AnyEvent(random);
            now = random.nextInt(1000) - 500;
            maxWaiting = 1 + random.nextInt(5);
            Duration interval = Duration.ofMillis(random.nextInt(5000));
            state =
                    Balancer.of(
                            new BalancerOptions(Backoff.CONNECTION, interval, maxWaiting),
                            random.nextLong(),
                            now);
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> now += random.nextInt(800) * MILLI;
                    case 1 -> now += random.nextInt(20_000) * MILLI;
                    case 2 ->
                            now =
                                    state.wakeAt() == Long.MAX_VALUE
                                            ? now
                                            : Math.max(now, state.wakeAt());
                    default -> {}
                }
                step(random.nextInt(12) == 0 ? List.of() : List.of(any.event(now, state)));
            }
            if (random.nextBoolean()) {
                progress();
            }
            shutdown = true;
            step(List.of(new BalancerEvent.Shutdown<>()));
            assertEquals(List.of(), waiting, "left waiting");
            assertEquals(Long.MAX_VALUE, state.wakeAt(), "wakes after the end");
            assertTrue(subchannels.values().stream().allMatch(Seen.GONE::equals), "left open");
            assertEquals(Set.of(), watched, "left watched");
        }

        /** Once everything goes well, every call that waits is sent. */
        private void progress() {
            step(List.of(new BalancerEvent.EnterIdle<>(), new BalancerEvent.Wake<>()));
            for (int left = 100; state.connectivity() != Connectivity.READY; left--) {
                assertTrue(left > 0, "never ready: " + state);
                List<BalancerEvent<Integer>> good = new ArrayList<>();
                if (resolving) {
                    good.add(new BalancerEvent.Resolved<>(List.of(1, 2), any.plan(3)));
                }
                subchannels.forEach(
                        (subchannel, how) -> {
                            if (how == Seen.CONNECTING) {
                                int address = addresses.get(subchannel).getFirst();
                                good.add(new BalancerEvent.Connected<>(subchannel, address));
                            }
                            if (watched.contains(subchannel)) {
                                good.add(new BalancerEvent.Health<>(subchannel, true));
                            }
                        });
                Balancer<Integer> before = state;
                step(good);
                if (state.equals(before)) {
                    assertTrue(state.wakeAt() < Long.MAX_VALUE, "waits for nothing: " + state);
                    now = state.wakeAt();
                    step(List.of());
                }
            }
            assertEquals(List.of(), waiting, "waits while there is a connection");
        }

        private void step(List<BalancerEvent<Integer>> events) {
            List<BalancerEvent<Integer>> batch = new ArrayList<>();
            batch.add(new BalancerEvent.Clock<>(now));
            batch.addAll(events);
            BalancerTransition<Integer> to = state.step(batch);
            assertEquals(to, state.step(batch), "the same again");
            state = to.next();
            events.forEach(this::happens);
            to.effects().forEach(this::does);
            check();
        }

        private void happens(BalancerEvent<Integer> event) {
            switch (event) {
                case BalancerEvent.Pick<Integer> pick -> {
                    picks.put(pick.waiter(), pick);
                    waiting.add(pick.waiter());
                }
                case BalancerEvent.Abandon<Integer> abandon ->
                        waiting.remove((Integer) abandon.waiter());
                case BalancerEvent.Resolved<Integer> ignored -> resolving = false;
                case BalancerEvent.Unresolved<Integer> ignored -> resolving = false;
                case BalancerEvent.Connected<Integer> connected ->
                        subchannels.replace(
                                connected.subchannel(), Seen.CONNECTING, Seen.CONNECTED);
                case BalancerEvent.ConnectFailed<Integer> failed ->
                        subchannels.remove(failed.subchannel(), Seen.CONNECTING);
                case BalancerEvent.Disconnected<Integer> disconnected ->
                        subchannels.remove(disconnected.subchannel(), Seen.CONNECTED);
                case BalancerEvent.WatchEnded<Integer> ended -> watched.remove(ended.subchannel());
                default -> {}
            }
        }

        private void does(BalancerEffect<Integer> effect) {
            count(effect.getClass().getSimpleName());
            switch (effect) {
                case BalancerEffect.Resolve<Integer> ignored -> {
                    assertFalse(resolving, "looks up twice at once");
                    resolving = true;
                }
                case BalancerEffect.Connect<Integer> connect -> {
                    Seen was = subchannels.put(connect.subchannel(), Seen.CONNECTING);
                    assertEquals(null, was, "connects what is " + was);
                    Long last = attempted.put(connect.subchannel(), now);
                    assertTrue(last == null || now - last >= 800 * MILLI, "too soon");
                    assertEquals(
                            new HashSet<>(connect.addresses()).size(), connect.addresses().size());
                    addresses.put(connect.subchannel(), connect.addresses());
                }
                case BalancerEffect.Disconnect<Integer> disconnect -> {
                    Seen was = subchannels.put(disconnect.subchannel(), Seen.GONE);
                    assertTrue(was == Seen.CONNECTING || was == Seen.CONNECTED, "gives up " + was);
                }
                case BalancerEffect.Watch<Integer> watch -> {
                    assertEquals(Seen.CONNECTED, subchannels.get(watch.subchannel()));
                    assertTrue(watched.add(watch.subchannel()), "watches twice");
                }
                case BalancerEffect.Unwatch<Integer> unwatch ->
                        assertTrue(watched.remove(unwatch.subchannel()), "watched it not");
                case BalancerEffect.Picked<Integer> picked -> {
                    assertEquals(Seen.CONNECTED, subchannels.get(picked.subchannel()));
                    answered(picked.waiter());
                    Set<Integer> avoided = picks.get(picked.waiter()).avoided();
                    assertTrue(
                            !avoided.contains(picked.subchannel())
                                    || avoided.containsAll(
                                            ((Picker.Use) state.picker()).subchannels()),
                            "avoided, and not needed");
                }
                case BalancerEffect.Refused<Integer> refused -> {
                    Code code = refused.status().code();
                    count(code.name());
                    BalancerEvent.Pick<Integer> pick = picks.get(refused.waiter());
                    assertTrue(
                            code != Code.UNAVAILABLE || !pick.waitForReady() || shutdown,
                            "waits for ready, and is told that it is not");
                    assertTrue(code != Code.DEADLINE_EXCEEDED || now >= pick.deadline(), "early");
                    assertTrue(waiting.remove((Integer) refused.waiter()), "answered twice");
                }
                case BalancerEffect.Became<Integer> became -> {
                    assertTrue(connectivity != became.connectivity(), "became what it was");
                    connectivity = became.connectivity();
                    count(connectivity.name());
                }
                case BalancerEffect.WakeAt<Integer> wake ->
                        assertEquals(state.wakeAt(), wake.nanos());
            }
        }

        /** In the order in which they came, but for those who are refused. */
        private void answered(int waiter) {
            assertEquals(waiter, waiting.getFirst(), "out of turn");
            waiting.removeFirst();
        }

        private void check() {
            assertEquals(connectivity, state.connectivity());
            assertEquals(waiting.size(), state.waiting(), "calls that wait");
            assertTrue(state.waiting() <= maxWaiting, "too many wait");
            assertTrue(state.wakeAt() > now, "wants to be stepped again at once");
            boolean ready = state.picker() instanceof Picker.Use;
            assertEquals(ready, connectivity == Connectivity.READY);
            assertTrue(!ready || waiting.isEmpty(), "waits while there is a connection");
            if (state.picker() instanceof Picker.Use use) {
                for (int subchannel : use.subchannels()) {
                    assertEquals(Seen.CONNECTED, subchannels.get(subchannel));
                }
            }
            for (int waiter : waiting) {
                assertTrue(picks.get(waiter).deadline() > now, "waits beyond its deadline");
            }
            if (state.state().outliers().tallies().values().stream()
                    .anyMatch(Outliers.Tally::isEjected)) {
                count("ejected");
            }
        }

        private void count(String what) {
            seen.merge(what, 1, Integer::sum);
        }
    }
}
