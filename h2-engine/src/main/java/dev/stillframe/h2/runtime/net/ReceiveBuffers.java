package dev.stillframe.h2.runtime.net;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A loop's buffers to receive into. One serves all its sockets in turn; it is replaced while parts
 * of it are held by somebody who has not consumed them.
 */
final class ReceiveBuffers {
    static final int SIZE = 65_536;

    private static final int SPARE = 16;

    /**
     * So many buffers of a loop may be held at a time: a small part of one holds all of it, and
     * what is held longer than that is better copied.
     */
    static final int MOST_HELD = 128;

    private final ConcurrentLinkedQueue<Buffer> spare = new ConcurrentLinkedQueue<>();
    private final AtomicInteger spares = new AtomicInteger();

    /** Buffers that were replaced, and are held still. */
    private final AtomicInteger held = new AtomicInteger();

    private Buffer current = new Buffer();

    /** A buffer, held by the loop and by those that hold parts of it. */
    final class Buffer {
        final ByteBuffer octets = ByteBuffer.allocateDirect(SIZE);
        private final AtomicInteger holders = new AtomicInteger(1);

        Runnable hold() {
            holders.incrementAndGet();
            return this::release;
        }

        private void release() {
            if (holders.decrementAndGet() == 0) {
                held.decrementAndGet();
                if (spares.incrementAndGet() <= SPARE) {
                    spare.add(this);
                } else {
                    spares.decrementAndGet();
                }
            }
        }
    }

    /** The buffer to receive into, empty. */
    ByteBuffer next() {
        if (current.holders.get() > 1) {
            held.incrementAndGet();
            current.release();
            Buffer other = spare.poll();
            if (other == null) {
                other = new Buffer();
            } else {
                spares.decrementAndGet();
                other.holders.set(1);
            }
            current = other;
        }
        return current.octets.clear();
    }

    /**
     * Keeps what is in the buffer now as it is, until the answer is run; null when there are too
     * many such buffers. On the loop.
     */
    @Nullable Runnable hold() {
        return held.get() < MOST_HELD ? current.hold() : null;
    }

    /** How many buffers are held beside the one that is received into. */
    int held() {
        return held.get();
    }
}
