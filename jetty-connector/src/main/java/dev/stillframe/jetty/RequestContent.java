package dev.stillframe.jetty;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * What has arrived of a stream's content and was not read yet. The engine's credit bounds it.
 *
 * <p>Filled under the engine's lock, read under a channel's: its own lock is a leaf of both, and no
 * chunk is released under it.
 */
final class RequestContent {
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Content.Chunk> chunks = new ArrayDeque<>(4);

    /** What is given once all before it is read, the end or a failure again and again. */
    private Content.@Nullable Chunk last;

    /** Octets that were consumed since the engine was last made to look at them. */
    private final AtomicInteger credit = new AtomicInteger();

    private boolean demanded;
    private boolean discarding;

    /** Whether arriving octets are of no use any more: they are to be credited and forgotten. */
    boolean isDiscarding() {
        lock.lock();
        try {
            return discarding;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a chunk, which may be the last; says whether somebody waits for it. */
    boolean add(Content.Chunk chunk) {
        lock.lock();
        try {
            if (chunk.isLast() && !chunk.hasRemaining()) {
                if (last == null) {
                    last = chunk;
                }
            } else {
                chunks.add(chunk);
            }
            boolean awaited = demanded;
            demanded = false;
            return awaited;
        } finally {
            lock.unlock();
        }
    }

    /** The next chunk, or null when there is none yet. Who takes it releases it. */
    Content.@Nullable Chunk read() {
        lock.lock();
        try {
            Content.Chunk chunk = chunks.poll();
            if (chunk == null) {
                Content.Chunk end = last;
                last = Content.Chunk.next(end); // trailers are given once
                return end;
            }
            if (chunk.isLast() && last == null) {
                last = Content.Chunk.next(chunk);
            }
            return chunk;
        } finally {
            lock.unlock();
        }
    }

    /** Wants to be told when there is something to read; true when there is already. */
    boolean demand() {
        lock.lock();
        try {
            if (!chunks.isEmpty() || last != null) {
                return true;
            }
            demanded = true;
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #read()} would give nothing more than an end. */
    boolean isExhausted() {
        lock.lock();
        try {
            return chunks.isEmpty() && last != null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whatever is and will be here is of no use; what is read from now on is {@code end}, unless an
     * end is known. Not under the engine's lock.
     */
    void discard(Content.Chunk end) {
        List<Content.Chunk> unread;
        lock.lock();
        try {
            discarding = true;
            unread = chunks.isEmpty() ? List.of() : new ArrayList<>(chunks);
            chunks.clear();
            if (last == null || Content.Chunk.isFailure(end)) {
                last = end;
            }
        } finally {
            lock.unlock();
        }
        unread.forEach(Content.Chunk::release);
    }

    int credit(int octets) {
        return credit.addAndGet(octets);
    }

    int takeCredit() {
        return credit.get() == 0 ? 0 : credit.getAndSet(0);
    }
}
