package dev.stillframe.grpc.attempts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Pushback;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.grpc.config.AttemptPolicy;
import dev.stillframe.grpc.config.RetryThrottling;
import dev.stillframe.grpc.delay.Backoff;
import java.time.Duration;
import java.util.ArrayList;
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

/** Calls of one channel, under anything that can happen to them, in any order. */
class AttemptsSimulationTest {
    private static final int SEEDS = 10_000;
    private static final int EVENTS = 60;
    private static final long MILLI = 1_000_000;

    @Test
    @DisplayName(
            "Any events in any order: one end a call, nothing after it, no more attempts than"
                    + " allowed, tokens and buffers within bounds, and the same again")
    void seeds() {
        Map<String, Integer> seen = new TreeMap<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                new World(new SplittableRandom(seed), seen).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(e.getMessage() + " with seed " + seed, e);
            }
        }
        // Each kind of effect and end occurs, and often.
        for (String kind :
                List.of(
                        "Begin",
                        "CancelAttempt",
                        "Commit",
                        "WakeAt",
                        "OK",
                        "UNAVAILABLE",
                        "INTERNAL",
                        "CANCELLED",
                        "DEADLINE_EXCEEDED",
                        "throttled",
                        "last attempt")) {
            assertTrue(seen.getOrDefault(kind, 0) > 100, seen::toString);
        }
    }

    @DisplayName("L3: every event and effect is a record")
    @ParameterizedTest
    @ValueSource(classes = {AttemptsEvent.class, AttemptsEffect.class, Pushback.class})
    void records(Class<?> type) {
        for (Class<?> leaf : type.getPermittedSubclasses()) {
            assertTrue(leaf.isRecord(), leaf + " is not a record");
        }
    }

    /** A channel with some calls. */
    private static final class World {
        private final SplittableRandom random;
        private final Map<String, Integer> seen;
        private final RetryThrottling throttling;
        private final BufferLimits limits;
        private final List<Call> calls = new ArrayList<>();
        private long now;
        private Shared shared;

        World(SplittableRandom random, Map<String, Integer> seen) {
            this.random = random;
            this.seen = seen;
            now = random.nextInt(1000) - 500;
            throttling =
                    random.nextBoolean()
                            ? null
                            : new RetryThrottling(1 + random.nextInt(6), 1 + random.nextInt(1500));
            shared = Shared.of(throttling);
            limits = new BufferLimits(random.nextInt(100), random.nextInt(200));
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                calls.add(new Call(this, policy(), deadline()));
            }
        }

        private AttemptPolicy policy() {
            Set<Code> codes = Set.of(Code.UNAVAILABLE, Code.ABORTED);
            Duration time = Duration.ofMillis(1 + random.nextInt(50));
            int most = 2 + random.nextInt(4);
            return switch (random.nextInt(4)) {
                case 0 -> new AttemptPolicy.Once();
                case 1 -> new AttemptPolicy.Hedging(most, time, codes);
                case 2 -> new AttemptPolicy.Hedging(most, Duration.ZERO, codes);
                default ->
                        new AttemptPolicy.Retry(
                                most, new Backoff(time, time.multipliedBy(4), 1.5), codes);
            };
        }

        private long deadline() {
            return random.nextInt(3) == 0 ? Long.MAX_VALUE : now + random.nextInt(300) * MILLI;
        }

        void run() {
            for (int i = 0; i < EVENTS; i++) {
                Call call = calls.get(random.nextInt(calls.size()));
                switch (random.nextInt(4)) {
                    case 0 -> now += random.nextInt(40) * MILLI;
                    case 1 -> now = wakeAt() == Long.MAX_VALUE ? now : Math.max(now, wakeAt());
                    default -> {}
                }
                call.step(call.events(random.nextInt(3)));
                checkShared();
            }
            // Progress: what is attempted ends, and time goes by; then so do all calls.
            for (int left = 10_000; calls.stream().anyMatch(call -> !call.state.isOver()); left--) {
                assertTrue(left > 0, "no end");
                boolean acted = false;
                for (Call call : calls) {
                    acted |= call.towardsItsEnd();
                }
                checkShared();
                if (!acted) {
                    long next = wakeAt();
                    assertTrue(next < Long.MAX_VALUE, "neither attempts nor time ahead");
                    now = Math.max(now, next);
                    calls.forEach(call -> call.step(List.of()));
                }
            }
            assertEquals(0, shared.buffered(), "left in the buffer");
        }

        /** The earliest of all. */
        private long wakeAt() {
            return calls.stream().mapToLong(call -> call.state.wakeAt()).min().orElseThrow();
        }

        private void checkShared() {
            long buffered = calls.stream().mapToLong(call -> call.state.state().buffered()).sum();
            assertEquals(buffered, shared.buffered(), "octets in the buffer");
            assertTrue(buffered >= 0 && buffered <= limits.perChannel(), "buffer " + buffered);
            int tokens = shared.throttle().milliTokens();
            int most = throttling == null ? 0 : throttling.maxTokens() * 1000;
            assertTrue(tokens >= 0 && tokens <= most, "tokens " + tokens);
        }

        void count(String what) {
            seen.merge(what, 1, Integer::sum);
        }
    }

    /** A call, with what an onlooker knows of it. */
    private static final class Call {
        private final World world;
        private final SplittableRandom random;
        private final AttemptPolicy policy;
        private final long deadline;
        private Attempts state;
        private boolean started;
        private int begun;
        private final Set<Integer> running = new TreeSet<>();
        private final Set<Integer> justEnded = new TreeSet<>();
        private final Set<Integer> previous = new TreeSet<>();
        private int committed = AttemptsEffect.NONE;
        private boolean over;

        Call(World world, AttemptPolicy policy, long deadline) {
            this.world = world;
            this.policy = policy;
            this.deadline = deadline;
            random = world.random;
            state = Attempts.of(policy, world.limits, deadline, random.nextLong(), world.now);
        }

        List<AttemptsEvent> events(int most) {
            List<AttemptsEvent> events = new ArrayList<>();
            if (!started) {
                started = true;
                events.add(new AttemptsEvent.Start());
            }
            for (int i = 0; i < most; i++) {
                int attempt = begun == 0 ? 0 : random.nextInt(begun + 1);
                events.add(
                        switch (random.nextInt(9)) {
                            case 0, 1 -> new AttemptsEvent.Buffered(random.nextInt(60));
                            case 2 -> new AttemptsEvent.Sent(attempt, random.nextInt(5));
                            case 3 -> new AttemptsEvent.Headers(attempt);
                            case 4 ->
                                    random.nextInt(10) == 0
                                            ? new AttemptsEvent.Cancel(status(Code.CANCELLED))
                                            : new AttemptsEvent.Start();
                            default -> ended(attempt);
                        });
            }
            return events;
        }

        private AttemptsEvent.Ended ended(int attempt) {
            Reach reach = Reach.values()[Math.min(2, random.nextInt(8))];
            Code code =
                    switch (random.nextInt(6)) {
                        case 0 -> Code.OK;
                        case 1 -> Code.INTERNAL;
                        case 2 -> Code.ABORTED;
                        default -> Code.UNAVAILABLE;
                    };
            Pushback pushback =
                    switch (random.nextInt(8)) {
                        case 0 -> new Pushback.Stop();
                        case 1 -> new Pushback.After(random.nextInt(60));
                        default -> new Pushback.None();
                    };
            return new AttemptsEvent.Ended(attempt, status(code), reach, pushback);
        }

        private static Status status(Code code) {
            return Status.of(code, "");
        }

        /** Starts it, or ends one attempt that runs; false when there is none. */
        boolean towardsItsEnd() {
            if (!started) {
                step(events(0));
                return true;
            }
            if (running.isEmpty()) {
                return false;
            }
            step(List.of(ended(running.iterator().next())));
            return true;
        }

        void step(List<AttemptsEvent> events) {
            List<AttemptsEvent> batch = new ArrayList<>();
            batch.add(new AttemptsEvent.Clock(world.now));
            batch.addAll(events);
            AttemptsTransition to = state.step(batch, world.shared);
            assertEquals(to, state.step(batch, world.shared), "the same again");
            justEnded.clear();
            for (AttemptsEvent event : events) {
                if (event instanceof AttemptsEvent.Ended ended && running.remove(ended.attempt())) {
                    justEnded.add(ended.attempt());
                }
            }
            for (AttemptsEffect effect : to.effects()) {
                assertFalse(over, "after the end: " + effect);
                does(effect, to.shared());
            }
            world.shared = to.shared();
            state = to.next();
            assertEquals(over, state.isOver());
            assertTrue(over || state.wakeAt() <= deadline, "sleeps past its deadline");
            assertTrue(over || world.now < deadline, "goes on past its deadline");
            assertTrue(!over || state.wakeAt() == Long.MAX_VALUE, "wakes after the end");
            assertTrue(
                    over || !running.isEmpty() || state.wakeAt() < Long.MAX_VALUE || !started,
                    "waits for nothing");
        }

        private void does(AttemptsEffect effect, Shared after) {
            world.count(effect.getClass().getSimpleName());
            switch (effect) {
                case AttemptsEffect.Begin begin -> {
                    assertEquals(begun++, begin.attempt(), "the attempts' numbers");
                    assertEquals(AttemptsEffect.NONE, committed, "an attempt after the commit");
                    running.add(begin.attempt());
                    boolean again = !previous.add(begin.previous());
                    assertTrue(again || begin.previous() == previous.size() - 1, "previous");
                    assertTrue(previous.size() <= most(), "too many attempts");
                    if (previous.size() == most()) {
                        world.count("last attempt");
                    }
                }
                case AttemptsEffect.CancelAttempt cancel ->
                        assertTrue(
                                running.remove(cancel.attempt())
                                        || justEnded.remove(cancel.attempt()),
                                "cancels what is over");
                case AttemptsEffect.Commit commit -> {
                    assertEquals(AttemptsEffect.NONE, committed, "a second commit");
                    committed = commit.attempt();
                    assertTrue(
                            running.contains(committed) || justEnded.contains(committed),
                            "commits to what is over");
                    assertTrue(Set.of(committed).containsAll(running), "others run");
                }
                case AttemptsEffect.WakeAt ignored -> {}
                case AttemptsEffect.Done done -> {
                    over = true;
                    assertEquals(Set.of(), running, "left running");
                    assertTrue(done.attempt() < begun, "the end of no attempt");
                    assertTrue(
                            committed == AttemptsEffect.NONE
                                    || done.attempt() == AttemptsEffect.NONE
                                    || done.attempt() == committed,
                            "the end of another attempt");
                    world.count(done.status().code().name());
                    world.count(after.throttle().allows() ? "not throttled" : "throttled");
                }
            }
        }

        private int most() {
            return switch (policy) {
                case AttemptPolicy.Once ignored -> 1;
                case AttemptPolicy.Retry retry -> retry.maxAttempts();
                case AttemptPolicy.Hedging hedging -> hedging.maxAttempts();
            };
        }
    }
}
