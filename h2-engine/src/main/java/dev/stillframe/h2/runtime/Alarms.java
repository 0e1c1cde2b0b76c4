package dev.stillframe.h2.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;

/** When the streams of a connection want to be called; one time for each. */
final class Alarms {
    private final PriorityQueue<Alarm> queue = new PriorityQueue<>();
    private final Map<Integer, Alarm> current = new HashMap<>();

    private record Alarm(long nanos, int streamId) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            return Long.compare(nanos, other.nanos);
        }
    }

    /** Sets a stream's alarm; zero or less takes it back. */
    void set(int streamId, long now, Duration after) {
        if (current.isEmpty() && !after.isPositive()) {
            return;
        }
        Alarm before = current.remove(streamId);
        if (before != null) {
            queue.remove(before);
        }
        if (after.isPositive()) {
            Alarm next = new Alarm(now + after.toNanos(), streamId);
            current.put(streamId, next);
            queue.add(next);
        }
    }

    /** The next one; MAX_VALUE for none. */
    long next() {
        Alarm next = queue.peek();
        return next == null ? Long.MAX_VALUE : next.nanos;
    }

    /** Takes out all that are due; says whether there were any. */
    boolean ring(long now, IntConsumer streams) {
        boolean rang = false;
        for (Alarm next = queue.peek(); next != null && next.nanos <= now; next = queue.peek()) {
            queue.remove();
            current.remove(next.streamId);
            streams.accept(next.streamId);
            rang = true;
        }
        return rang;
    }
}
