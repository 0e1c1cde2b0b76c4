package dev.stillframe.grpc.compat;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of a call, one after another, in the order in which they came: on an executor, or on a
 * virtual thread of its own, which begins with the first task and waits for more until the end is
 * said. A task may be added under a lock; whoever has added it calls {@link #run} without one.
 */
final class Strand {
    private static final Logger LOG = System.getLogger("dev.stillframe.grpc");

    private final @Nullable Executor executor;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Under the lock.
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;
    private boolean over;

    /**
     * Without tasks.
     *
     * @param executor null for a thread of its own
     * @param name of that thread
     */
    Strand(@Nullable Executor executor, String name) {
        this.executor = executor;
        this.name = name;
    }

    /** One more; does nothing behind the last one. */
    void add(Runnable task) {
        lock.lock();
        try {
            if (!over) {
                tasks.add(task);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** There will be no more. Those that were added are run. */
    void end() {
        lock.lock();
        try {
            over = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Adds and runs. */
    void tell(Runnable task) {
        add(task);
        run();
    }

    /** Sees to it that what was added is run. */
    void run() {
        lock.lock();
        try {
            if (running || tasks.isEmpty()) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        if (executor == null) {
            start(true);
            return;
        }
        try {
            executor.execute(() -> drain(false));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, "An executor takes no more callbacks of a call", e);
            start(false); // whoever waits for the end of a call must hear of it
        }
    }

    private void start(boolean waiting) {
        Thread.ofVirtual().name(name).start(() -> drain(waiting));
    }

    /** Runs what was added on this thread, unless another one does. */
    void runHere() {
        lock.lock();
        try {
            if (running) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        drain(false);
    }

    private void drain(boolean waiting) {
        for (Runnable task = next(waiting); task != null; task = next(waiting)) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "A callback of a call has failed", e);
            }
        }
    }

    /** The next task; null when there is none, and nobody runs any. */
    private @Nullable Runnable next(boolean waiting) {
        lock.lock();
        try {
            while (waiting && tasks.isEmpty() && !over) {
                changed.awaitUninterruptibly();
            }
            Runnable task = tasks.poll();
            running = task != null;
            return task;
        } finally {
            lock.unlock();
        }
    }
}
