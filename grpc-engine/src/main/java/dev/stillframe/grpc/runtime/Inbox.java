package dev.stillframe.grpc.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Turns that do not overlap, without a lock: who brings news takes the turn, unless somebody has
 * it, who then takes another one.
 *
 * @param <E> news
 */
final class Inbox<E> {
    private final Queue<E> news = new ConcurrentLinkedQueue<>();
    private final AtomicInteger told = new AtomicInteger();
    private final Consumer<List<E>> turn;

    /**
     * Nothing yet.
     *
     * @param turn takes all that has come, in order; it does not throw
     */
    Inbox(Consumer<List<E>> turn) {
        this.turn = turn;
    }

    void tell(E event) {
        add(event);
        run();
    }

    /** News whose turn is taken later, by whoever calls {@link #run}. */
    void add(E event) {
        news.add(event);
    }

    void run() {
        if (told.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            List<E> batch = new ArrayList<>();
            for (E next = news.poll(); next != null; next = news.poll()) {
                batch.add(next);
            }
            if (!batch.isEmpty()) {
                turn.accept(batch);
            }
            seen = told.addAndGet(-seen);
        } while (seen != 0);
    }
}
