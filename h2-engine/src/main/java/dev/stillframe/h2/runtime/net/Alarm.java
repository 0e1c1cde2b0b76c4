package dev.stillframe.h2.runtime.net;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Something that a loop is to do at a time that may move. It stands in the loop's queue once at the
 * most; moving it to a later time, or taking it back, costs nothing.
 */
public final class Alarm {
    private static final long NEVER = Long.MAX_VALUE;

    private final Loop loop;
    private final Runnable task;
    private final AtomicLong due = new AtomicLong(NEVER);

    /** When it stands in the queue, if it does. Changed on the loop. */
    private volatile long queuedAt = NEVER;

    // On the loop.
    private @Nullable Entry entry;

    /** A place in a loop's queue. */
    static final class Entry implements Comparable<Entry> {
        final long nanos;
        private @Nullable Alarm alarm;

        private Entry(long nanos, Alarm alarm) {
            this.nanos = nanos;
            this.alarm = alarm;
        }

        boolean isDead() {
            return alarm == null;
        }

        /** Its time has come. */
        void ring(long now) {
            Alarm rings = alarm;
            if (rings != null) {
                rings.reached(now);
            }
        }

        @Override
        public int compareTo(Entry other) {
            return Long.compare(nanos, other.nanos);
        }
    }

    /**
     * Not set yet.
     *
     * @param task run on the loop
     */
    public Alarm(Loop loop, Runnable task) {
        this.loop = loop;
        this.task = task;
    }

    /**
     * Sets it to another time; {@link Long#MAX_VALUE} for never. By any thread, one at a time: the
     * last one counts.
     */
    public void at(long nanos) {
        due.set(nanos);
        // Where it rings before that anyhow, it looks then how late it is to be.
        if (nanos < queuedAt) {
            if (loop.isCurrent()) {
                queue();
            } else {
                loop.execute(this::queue);
            }
        }
    }

    /** For good: nothing of it stays in the loop. On the loop. */
    void cancel() {
        due.set(NEVER);
        leave();
    }

    private void queue() {
        long wanted = due.get();
        if (wanted < queuedAt) {
            leave();
            queuedAt = wanted;
            Entry next = new Entry(wanted, this);
            entry = next;
            loop.alarms().add(next);
        }
    }

    private void leave() {
        Entry current = entry;
        if (current != null) {
            current.alarm = null;
            entry = null;
            loop.alarms().died();
        }
        queuedAt = NEVER;
    }

    private void reached(long now) {
        entry = null;
        queuedAt = NEVER; // before the look at what is wanted: see at()
        long wanted = due.get();
        // Who sets it to another time meanwhile is not to find it gone.
        if (wanted <= now && due.compareAndSet(wanted, NEVER)) {
            task.run();
        } else {
            queue();
        }
    }
}
