package dev.stillframe.h2.runtime.net;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A loop's buffers to send from; taken and given back by any thread. */
final class SendBuffers {
    static final int SIZE = 16_384;

    private static final int SPARE = 64;

    private final ConcurrentLinkedQueue<ByteBuffer> spare = new ConcurrentLinkedQueue<>();
    private final AtomicInteger spares = new AtomicInteger();

    /** An empty buffer. */
    ByteBuffer acquire(int size) {
        if (size > SIZE) {
            return ByteBuffer.allocateDirect(size);
        }
        ByteBuffer buffer = spare.poll();
        if (buffer == null) {
            return ByteBuffer.allocateDirect(SIZE);
        }
        spares.decrementAndGet();
        return buffer.clear();
    }

    void release(ByteBuffer buffer) {
        if (buffer.capacity() == SIZE) {
            if (spares.incrementAndGet() <= SPARE) {
                spare.add(buffer);
            } else {
                spares.decrementAndGet();
            }
        }
    }
}
