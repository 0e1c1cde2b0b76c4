package dev.stillframe.h2.runtime;

import dev.stillframe.api.Transport;
import dev.stillframe.api.message.Octets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one write will carry, in order: frames and small payloads copied side by side into buffers
 * of the transport's, large payloads by reference.
 */
final class Batch {
    /** Below this a copy is cheaper than a buffer of its own. */
    private static final int COPY = 4096;

    private static final int CHUNK = 16_384;

    private final Transport transport;
    private final List<ByteBuffer> octets = new ArrayList<>();
    private final List<ByteBuffer> acquired = new ArrayList<>();
    private final List<Payload> completing = new ArrayList<>();
    private @Nullable ByteBuffer filling;
    private int from;
    private int length;
    private int content;
    private boolean over;

    Batch(Transport transport) {
        this.transport = transport;
    }

    int length() {
        return length;
    }

    /** How many of its octets are payload. */
    int content() {
        return content;
    }

    void frames(Octets frames) {
        int from = 0;
        while (from < frames.length()) {
            ByteBuffer target = target();
            int part = Math.min(frames.length() - from, target.remaining());
            frames.copyTo(from, target, part);
            from += part;
        }
        length += from;
    }

    /**
     * Adds the next octets of a payload, whose position moves; says whether they are referred to.
     */
    boolean payload(ByteBuffer payload, int count) {
        content += count;
        if (count < COPY) {
            copy(payload, count);
            return false;
        }
        ByteBuffer part = payload.slice(payload.position(), count);
        payload.position(payload.position() + count);
        cut();
        octets.add(part);
        length += count;
        return true;
    }

    /** Whether it has been written, or has failed. */
    boolean isOver() {
        return over;
    }

    /** This payload is the application's again once the batch is written. */
    void completes(Payload payload) {
        completing.add(payload);
    }

    private void copy(ByteBuffer source, int count) {
        int left = count;
        while (left > 0) {
            ByteBuffer target = target();
            int part = Math.min(left, target.remaining());
            target.put(target.position(), source, source.position(), part);
            target.position(target.position() + part);
            source.position(source.position() + part);
            left -= part;
        }
        length += count;
    }

    /** A buffer with room. */
    private ByteBuffer target() {
        ByteBuffer target = filling;
        if (target == null || !target.hasRemaining()) {
            cut();
            target = transport.acquire(CHUNK);
            acquired.add(target);
            filling = target;
            from = target.position();
        }
        return target;
    }

    private void cut() {
        ByteBuffer filled = filling;
        if (filled != null && filled.position() > from) {
            octets.add(filled.slice(from, filled.position() - from));
            from = filled.position();
        }
    }

    /** What is to be written. Nothing is added after it. */
    List<ByteBuffer> octets() {
        cut();
        return octets;
    }

    /** The write is over: buffers go back, payloads are told of. */
    void written(@Nullable String failure, List<Payload> done) {
        over = true;
        acquired.forEach(transport::release);
        acquired.clear();
        for (Payload payload : completing) {
            if (failure != null) {
                payload.failure = failure;
            }
            done.add(payload);
        }
        completing.clear();
    }
}
