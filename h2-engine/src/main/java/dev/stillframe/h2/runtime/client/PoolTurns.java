package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.h2.pool.Pool;
import dev.stillframe.h2.pool.PoolEffect;
import dev.stillframe.h2.pool.PoolEvent;
import dev.stillframe.h2.pool.PoolTransition;
import dev.stillframe.h2.runtime.net.Alarm;
import dev.stillframe.h2.runtime.net.Loop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Steps the pool, for whoever has news for it. Under the lock there is nothing but the step; what
 * must be done is done after it, by the same thread. So effects of two steps may cross: nothing may
 * depend on their order but what follows from an answer.
 */
final class PoolTurns {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");

    private final ReentrantLock lock = new ReentrantLock();
    private final Alarm alarm;
    private final Consumer<PoolEffect.Open> register;
    private final Consumer<PoolEffect> interpreter;
    private volatile Pool pool;

    // Under the lock.
    private long armedAt = Long.MAX_VALUE;

    /**
     * @param register told of each connection under the lock, before anybody can hear of it
     * @param interpreter does what must be done, by several threads at once
     */
    PoolTurns(
            PoolOptions options,
            Loop loop,
            Consumer<PoolEffect.Open> register,
            Consumer<PoolEffect> interpreter) {
        this.alarm = new Alarm(loop, this::rings);
        this.register = register;
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
            for (PoolEffect effect : effects) {
                if (effect instanceof PoolEffect.Open open) {
                    register.accept(open);
                }
            }
            arm();
        } finally {
            lock.unlock();
        }
        effects.forEach(this::interpret);
    }

    /** What goes wrong with one effect is no reason to lose those behind it. */
    private void interpret(PoolEffect effect) {
        try {
            interpreter.accept(effect);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "A pool has failed on " + effect, e);
        }
    }

    private void arm() {
        long due = pool.wakeAt();
        if (due != armedAt) {
            armedAt = due;
            alarm.at(due);
        }
    }

    private void rings() {
        lock.lock();
        try {
            armedAt = Long.MAX_VALUE;
        } finally {
            lock.unlock();
        }
        step(List.of(new PoolEvent.Clock(Loop.now())));
    }
}
