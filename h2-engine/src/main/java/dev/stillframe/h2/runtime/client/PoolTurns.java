package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.h2.pool.Pool;
import dev.stillframe.h2.pool.PoolEffect;
import dev.stillframe.h2.pool.PoolEvent;
import dev.stillframe.h2.pool.PoolTransition;
import dev.stillframe.h2.runtime.net.Loop;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Steps the pool, for whoever has news for it. Under the lock there is nothing but the step; what
 * must be done is done after it, by the same thread.
 */
final class PoolTurns {
    private final ReentrantLock lock = new ReentrantLock();
    private final Loop loop;
    private final Consumer<PoolEffect> interpreter;
    private volatile Pool pool;

    // Under the lock.
    private long armedAt = Long.MAX_VALUE;

    PoolTurns(PoolOptions options, Loop loop, Consumer<PoolEffect> interpreter) {
        this.loop = loop;
        this.interpreter = interpreter;
        this.pool = Pool.of(options, ThreadLocalRandom.current().nextLong(), Loop.now());
    }

    Pool pool() {
        return pool;
    }

    void step(PoolEvent event) {
        step(List.of(new PoolEvent.Clock(Loop.now()), event));
    }

    private void step(List<PoolEvent> events) {
        List<PoolEffect> effects;
        lock.lock();
        try {
            PoolTransition transition = pool.step(events);
            pool = transition.next();
            effects = transition.effects();
            arm();
        } finally {
            lock.unlock();
        }
        effects.forEach(interpreter);
    }

    private void arm() {
        long due = pool.wakeAt();
        if (due < armedAt) {
            armedAt = due;
            loop.at(due, this::alarm);
        }
    }

    private void alarm() {
        lock.lock();
        try {
            armedAt = Long.MAX_VALUE;
        } finally {
            lock.unlock();
        }
        step(List.of(new PoolEvent.Clock(Loop.now())));
    }
}
