package dev.stillframe.grpc.runtime;

import dev.stillframe.api.message.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a call in direct style, as they wait to be sent, perhaps again: octets by
 * reference, from the first that some attempt may need. Its lock and condition are the call's.
 */
final class Outgoing {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Under the lock.
    private final List<Octets> frames = new ArrayList<>(2);
    private int dropped;
    private boolean whole;

    /** What an attempt sends next. */
    sealed interface Next {
        /** This one. */
        record Frame(Octets octets) implements Next {}

        /** The end. */
        record End() implements Next {}
    }

    private static final Next END = new Next.End();

    /** One more; gives how many there are with it. */
    int add(Octets frame) {
        lock.lock();
        try {
            frames.add(frame);
            changed.signalAll();
            return dropped + frames.size();
        } finally {
            lock.unlock();
        }
    }

    /** There will be no more. */
    void end() {
        lock.lock();
        try {
            whole = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What comes behind so many; null for nothing yet. */
    @Nullable Next next(int sent) {
        lock.lock();
        try {
            int index = sent - dropped;
            if (index < frames.size()) {
                return new Next.Frame(frames.get(index));
            }
            return whole ? END : null;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody needs the first so many any more. */
    void drop(int sent) {
        lock.lock();
        try {
            int count = Math.min(frames.size(), sent - dropped);
            if (count > 0) {
                frames.subList(0, count).clear();
                dropped += count;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Something has happened that others wait for. */
    void changed() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it holds; it is looked at under the lock, whenever something has changed. */
    void await(BooleanSupplier holds) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!holds.getAsBoolean()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
