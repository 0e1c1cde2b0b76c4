package dev.stillframe.h2.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.PoolOptionsBuilder;
import dev.stillframe.api.client.PoolStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A pool as a script: what happens to it, and what it wants done. No jitter unless asked for. */
final class PoolScript {
    static final Endpoint HERE = Endpoint.of("https", "here", 443);
    static final Endpoint THERE = Endpoint.of("https", "there", 443);
    static final long START = 1_000_000_000_000L;

    Pool state;
    long now = START;
    private final List<PoolEffect> effects = new ArrayList<>();

    private PoolScript(PoolOptions options) {
        state = Pool.of(options, 7, now);
    }

    static PoolScript pool() {
        return pool(options -> options);
    }

    static PoolScript pool(UnaryOperator<PoolOptionsBuilder> with) {
        return new PoolScript(with.apply(PoolOptions.DEFAULT.toBuilder().jitter(0)).build());
    }

    /** One step; what is to be done is kept until it is expected. */
    PoolScript step(PoolEvent... events) {
        List<PoolEvent> batch = new ArrayList<>();
        batch.add(new PoolEvent.Clock(now));
        batch.addAll(List.of(events));
        PoolTransition to = state.step(batch);
        state = to.next();
        for (PoolEffect effect : to.effects()) {
            if (!(effect instanceof PoolEffect.WakeAt)) {
                effects.add(effect);
            }
        }
        Consistency.check(state.state());
        return this;
    }

    PoolScript acquire(int... waiters) {
        for (int waiter : waiters) {
            step(new PoolEvent.Acquire(waiter, HERE, Long.MAX_VALUE));
        }
        return this;
    }

    PoolScript acquire(int waiter, Endpoint endpoint) {
        return step(new PoolEvent.Acquire(waiter, endpoint, Long.MAX_VALUE));
    }

    PoolScript acquire(int waiter, Duration deadline) {
        return step(new PoolEvent.Acquire(waiter, HERE, now + deadline.toNanos()));
    }

    PoolScript abandon(int waiter) {
        return step(new PoolEvent.Abandon(waiter));
    }

    PoolScript release(int... waiters) {
        for (int waiter : waiters) {
            step(new PoolEvent.Released(waiter));
        }
        return this;
    }

    PoolScript giveBack(int waiter) {
        return step(new PoolEvent.Returned(waiter));
    }

    PoolScript opened(int connection, int streams) {
        return step(new PoolEvent.Opened(connection, streams));
    }

    PoolScript failed(int connection, String reason) {
        return step(new PoolEvent.OpenFailed(connection, reason, true));
    }

    PoolScript limit(int connection, int streams) {
        return step(new PoolEvent.Limit(connection, streams));
    }

    PoolScript draining(int connection) {
        return step(new PoolEvent.Draining(connection, "GOAWAY"));
    }

    PoolScript unhealthy(int connection) {
        return step(new PoolEvent.Unhealthy(connection, "no answer to PING"));
    }

    PoolScript closed(int connection) {
        return step(new PoolEvent.Closed(connection, "connection reset"));
    }

    PoolScript shutdown(Duration grace) {
        return step(new PoolEvent.Shutdown(grace.toNanos()));
    }

    PoolScript advance(Duration time) {
        now += time.toNanos();
        return step();
    }

    /** Exactly this is to be done since the last expectation, in this order. */
    PoolScript expect(PoolEffect... expected) {
        assertEquals(List.of(expected), effects);
        effects.clear();
        return this;
    }

    PoolScript expectNothing() {
        return expect();
    }

    /** What is to be done since the last expectation. */
    List<PoolEffect> take() {
        List<PoolEffect> taken = List.copyOf(effects);
        effects.clear();
        return taken;
    }

    /** What was to be done until now is not looked at. */
    PoolScript forget() {
        effects.clear();
        return this;
    }

    PoolScript expectWakeAfter(Duration time) {
        assertEquals(now + time.toNanos(), state.wakeAt());
        return this;
    }

    PoolStatistics statistics() {
        PoolStatistics statistics = state.statistics(HERE);
        assertNotNull(statistics);
        return statistics;
    }

    static PoolEffect open(int connection) {
        return open(connection, HERE);
    }

    static PoolEffect open(int connection, Endpoint endpoint) {
        return new PoolEffect.Open(connection, endpoint);
    }

    static PoolEffect lease(int waiter, int connection) {
        return new PoolEffect.Lease(waiter, connection);
    }

    static PoolEffect drain(int connection) {
        return new PoolEffect.Drain(connection);
    }

    static PoolEffect close(int connection) {
        return new PoolEffect.Close(connection);
    }

    static PoolEffect refuse(int waiter, Refusal refusal) {
        return new PoolEffect.Refuse(waiter, refusal);
    }
}
