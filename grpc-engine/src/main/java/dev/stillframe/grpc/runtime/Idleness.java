package dev.stillframe.grpc.runtime;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Tells when a channel has had no calls for a time, or up to twice that. */
final class Idleness {
    private final long nanos;
    private final Runnable idle;
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean used;
    private volatile boolean stopped;
    private volatile @Nullable Future<?> alarm;

    /**
     * Not watched yet.
     *
     * @param time zero for never
     * @param idle told on a thread that must not be kept
     */
    Idleness(Duration time, Runnable idle) {
        this.nanos = time.compareTo(Duration.ofDays(365)) > 0 ? 0 : time.toNanos();
        this.idle = idle;
    }

    /** A call begins. */
    void began() {
        running.incrementAndGet();
        if (!used) {
            used = true;
        }
    }

    /** A call is over. */
    void ended() {
        running.decrementAndGet();
    }

    /** From now on, until it has told. */
    void watch() {
        Future<?> set = alarm;
        if (nanos > 0 && (set == null || set.isDone())) {
            used = false;
            arm();
        }
    }

    private void arm() {
        Future<?> set = Deadlines.after(nanos, this::look);
        alarm = set;
        if (stopped) {
            set.cancel(false);
        }
    }

    private void look() {
        if (running.get() > 0 || used) {
            used = false;
            arm();
        } else {
            idle.run();
        }
    }

    void stop() {
        stopped = true;
        Future<?> set = alarm;
        if (set != null) {
            set.cancel(false);
        }
    }
}
