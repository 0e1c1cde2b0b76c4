package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a call in direct style has begun, and what ends with it. A call ends early once, by whoever
 * comes first: its stream, its deadline. After {@link #close} it cannot end early any more.
 */
final class Scope {
    private final Thread owner;
    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock.
    private final List<Runnable> told = new ArrayList<>(0);
    private final List<Forked> forked = new ArrayList<>(0);
    private @Nullable Status status;
    private boolean joined;
    private boolean closed;

    private record Forked(FutureTask<?> task, Thread thread) {}

    /** Of a handler that runs on this thread. */
    Scope(Thread owner) {
        this.owner = owner;
    }

    /** How the call has ended early; null when it has not. */
    @Nullable Status status() {
        lock.lock();
        try {
            return status;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends it early; says whether it was this that did. The handler's thread is interrupted, unless
     * it is the one that says so.
     */
    boolean cancel(Status why) {
        List<Runnable> now;
        lock.lock();
        try {
            if (closed || status != null) {
                return false;
            }
            status = why;
            now = List.copyOf(told);
            told.clear();
            forked.forEach(each -> each.task.cancel(true));
            if (owner != Thread.currentThread()) {
                owner.interrupt();
            }
        } finally {
            lock.unlock();
        }
        now.forEach(Scope::tell);
        return true;
    }

    private static void tell(Runnable runnable) {
        Thread.ofVirtual().name("stillframe-cancel").start(runnable);
    }

    /** The same, which can be taken back by what is given. */
    Runnable telling(Runnable runnable) {
        onCancel(runnable);
        return () -> {
            lock.lock();
            try {
                told.remove(runnable);
            } finally {
                lock.unlock();
            }
        };
    }

    void onCancel(Runnable runnable) {
        lock.lock();
        try {
            if (status == null) {
                if (!closed) {
                    told.add(runnable);
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        tell(runnable);
    }

    <T> Future<T> fork(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        lock.lock();
        try {
            if (joined || status != null) {
                task.cancel(false);
                return task;
            }
            Thread thread = Thread.ofVirtual().name("stillframe-fork").unstarted(task);
            forked.removeIf(each -> !each.thread.isAlive()); // a cancelled task may go on
            forked.add(new Forked(task, thread));
            thread.start();
        } finally {
            lock.unlock();
        }
        return task;
    }

    /** The handler has returned: what it has forked is interrupted, and waited for. */
    void join() {
        List<Forked> left;
        lock.lock();
        try {
            joined = true;
            left = List.copyOf(forked);
            forked.clear();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        for (Forked each : left) {
            each.task.cancel(true);
            while (each.thread.isAlive()) {
                try {
                    each.thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            owner.interrupt();
        }
    }

    /** It cannot end early any more. An interrupt that came of that is forgotten. */
    void close() {
        join();
        lock.lock();
        try {
            closed = true;
            told.clear();
            if (status != null) {
                Thread.interrupted();
            }
        } finally {
            lock.unlock();
        }
    }
}
