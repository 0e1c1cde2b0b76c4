package dev.stillframe.h2.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** When the streams of a connection want to be called; one time for each of a stream's tags. */
final class Alarms {
    /** More, with the time that it is now, may be more nanoseconds than a long can count. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private final PriorityQueue<Alarm> queue = new PriorityQueue<>();

    /** Each stream's latest; the others hang on to it. */
    private final Map<Integer, Alarm> current = new HashMap<>();

    private static final class Alarm implements Comparable<Alarm> {
        final long nanos;
        final int streamId;
        final Object tag;

        /** Another one of the same stream. */
        @Nullable Alarm other;

        Alarm(long nanos, int streamId, Object tag) {
            this.nanos = nanos;
            this.streamId = streamId;
            this.tag = tag;
        }

        @Override
        public int compareTo(Alarm that) {
            return Long.compare(nanos, that.nanos);
        }
    }

    /** Who is called. */
    interface Ringing {
        void ring(int streamId, Object tag);
    }

    /**
     * Sets a stream's alarm; zero or less takes it back. What is more than a hundred years away is
     * set for a hundred years.
     */
    void set(int streamId, Object tag, long now, Duration after) {
        Alarm before = take(streamId, tag);
        if (before != null) {
            queue.remove(before);
        }
        if (after.isPositive()) {
            long nanos = after.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : after.toNanos();
            Alarm next = new Alarm(now + nanos, streamId, tag);
            next.other = current.put(streamId, next);
            queue.add(next);
        }
    }

    /** Takes a stream's alarm out of its list, but not out of the queue. */
    private @Nullable Alarm take(int streamId, Object tag) {
        Alarm before = null;
        for (Alarm each = current.get(streamId); each != null; each = each.other) {
            if (each.tag.equals(tag)) {
                if (before != null) {
                    before.other = each.other;
                } else if (each.other != null) {
                    current.put(streamId, each.other);
                } else {
                    current.remove(streamId);
                }
                return each;
            }
            before = each;
        }
        return null;
    }

    /** Takes back all of a stream's. */
    void forget(int streamId) {
        if (current.isEmpty()) {
            return;
        }
        for (Alarm each = current.remove(streamId); each != null; each = each.other) {
            queue.remove(each);
        }
    }

    /** The next one; MAX_VALUE for none. */
    long next() {
        Alarm next = queue.peek();
        return next == null ? Long.MAX_VALUE : next.nanos;
    }

    /** Takes out all that are due; says whether there were any. */
    boolean ring(long now, Ringing streams) {
        boolean rang = false;
        for (Alarm next = queue.peek(); next != null && next.nanos <= now; next = queue.peek()) {
            queue.remove();
            take(next.streamId, next.tag);
            streams.ring(next.streamId, next.tag);
            rang = true;
        }
        return rang;
    }
}
