package dev.stillframe.grpc.compat;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What comes of a call, on its way to the application: a message for each that was asked for, and
 * the end behind all of them. Who reads waits until the next one is wanted.
 */
final class Inbound {
    private final Strand strand;
    private final Consumer<byte[]> messages;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Under the lock.
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>(1);
    private long wanted;
    private @Nullable Runnable last;
    private boolean refusing;
    private boolean closed;

    /**
     * Nothing yet.
     *
     * @param strand on which all is told
     * @param messages takes them
     */
    Inbound(Strand strand, Consumer<byte[]> messages) {
        this.strand = strand;
        this.messages = messages;
    }

    /** So many messages more are wanted. */
    void request(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a number of messages is not negative: " + count);
        }
        lock.lock();
        try {
            wanted += count;
            deliver();
        } finally {
            lock.unlock();
        }
        strand.run();
    }

    /** One has come. */
    void arrived(byte[] message) {
        lock.lock();
        try {
            if (!closed && !refusing) {
                waiting.add(message);
                deliver();
            }
        } finally {
            lock.unlock();
        }
        strand.run();
    }

    /** There are no more: this is told behind them. */
    void end(Runnable told) {
        lock.lock();
        try {
            if (!closed && last == null) {
                last = told;
                deliver();
            }
        } finally {
            lock.unlock();
        }
        strand.run();
    }

    /** Messages that wait, and an end that does, are not wanted any more. */
    void drop() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Messages are not wanted any more; the end is. */
    void dropMessages() {
        lock.lock();
        try {
            refusing = true;
            waiting.clear();
            deliver();
        } finally {
            lock.unlock();
        }
        strand.run();
    }

    /** Under the lock. */
    private void deliver() {
        while (wanted > 0 && !waiting.isEmpty()) {
            wanted--;
            byte[] message = waiting.remove();
            strand.add(() -> messages.accept(message));
        }
        Runnable end = last;
        if (waiting.isEmpty() && end != null && !closed) {
            closed = true;
            strand.add(end);
        }
        changed.signalAll();
    }

    /** Waits until a message is wanted that has not come; says whether one will be taken at all. */
    boolean awaitWanted() {
        lock.lock();
        try {
            while (!closed && !refusing && (wanted == 0 || !waiting.isEmpty())) {
                changed.awaitUninterruptibly();
            }
            return !closed && !refusing;
        } finally {
            lock.unlock();
        }
    }
}
