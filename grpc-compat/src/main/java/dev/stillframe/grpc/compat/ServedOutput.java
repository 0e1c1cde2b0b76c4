package dev.stillframe.grpc.compat;

import dev.stillframe.api.grpc.RpcException;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What goes of a server's call, from any thread of the application's to the one that writes. */
final class ServedOutput {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Under the lock.
    private final ArrayDeque<Next> waiting = new ArrayDeque<>(2);
    private final Readiness readiness = new Readiness();
    private @Nullable Closing closing;
    private @Nullable RpcException refused;

    /** What goes, in order. */
    sealed interface Next {
        /** The headers. */
        record Head(Metadata headers) implements Next {}

        /** A message. */
        record Message(byte[] octets, boolean compress) implements Next {}
    }

    /** How the call ends. */
    record Closing(Status status, Metadata trailers) {}

    /** One more; says whether the call goes on. */
    boolean add(Next next) {
        lock.lock();
        try {
            if (closing != null) {
                return false;
            }
            if (next instanceof Next.Message message) {
                readiness.queued(message.octets().length);
            }
            waiting.add(next);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The end behind what was added: the first one counts. */
    void end(Status status, Metadata trailers) {
        lock.lock();
        try {
            if (closing == null) {
                closing = new Closing(status, trailers);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What has come is wrong; nothing more goes. */
    void refuse(RpcException why) {
        lock.lock();
        try {
            refused = why;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** How the call ends; null while it goes on. */
    @Nullable Closing closing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    boolean isReady() {
        lock.lock();
        try {
            return closing == null && readiness.isReady();
        } finally {
            lock.unlock();
        }
    }

    void threshold(int octets) {
        lock.lock();
        try {
            readiness.threshold(octets);
        } finally {
            lock.unlock();
        }
    }

    /** A message has gone; says whether more may be sent now, and could not before. */
    boolean sent(int octets) {
        lock.lock();
        try {
            return readiness.sent(octets) && closing == null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next that goes; waits for it.
     *
     * @param atOnce not only when the call is closed
     * @return null when the call is closed, and all has gone
     * @throws InterruptedException when the call has ended early
     * @throws RpcException what it was refused with
     */
    @Nullable Next next(boolean atOnce) throws RpcException, InterruptedException {
        lock.lock();
        try {
            while (closing == null && refused == null && (!atOnce || waiting.isEmpty())) {
                changed.await();
            }
            RpcException early = refused;
            if (early != null) {
                throw early;
            }
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }
}
