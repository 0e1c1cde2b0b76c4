package dev.stillframe.h2.runtime.net;

import java.util.PriorityQueue;
import java.util.function.Consumer;

/** The alarms of one loop, in their order. On the loop. */
final class Alarms {
    /** So many that were taken back may stand in the queue before it is cleared of them. */
    private static final int SLACK = 64;

    private final PriorityQueue<Alarm.Entry> queue = new PriorityQueue<>();
    private int dead;

    void add(Alarm.Entry entry) {
        queue.add(entry);
    }

    /** One of those in the queue was taken back. */
    void died() {
        dead++;
        if (dead > SLACK && dead > queue.size() / 2) {
            queue.removeIf(Alarm.Entry::isDead);
            dead = 0;
        }
    }

    /** How many stand in the queue, those that were taken back among them. */
    int size() {
        return queue.size();
    }

    /** When the first one is due, or earlier; MAX_VALUE for never. */
    long next() {
        Alarm.Entry first = queue.peek();
        return first == null ? Long.MAX_VALUE : first.nanos;
    }

    /** Takes out what is due. */
    void ring(long now, Consumer<Runnable> ringing) {
        for (Alarm.Entry first = queue.peek();
                first != null && first.nanos <= now;
                first = queue.peek()) {
            Alarm.Entry next = queue.remove();
            if (next.isDead()) {
                dead--;
            } else {
                ringing.accept(() -> next.ring(now));
            }
        }
    }
}
