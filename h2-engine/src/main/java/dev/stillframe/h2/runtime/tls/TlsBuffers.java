package dev.stillframe.h2.runtime.tls;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Spare buffers for the sessions of one thread, which alone uses them. An idle session holds none.
 *
 * <p>They are arrays: the JDK's ciphers work on arrays, and copy what is elsewhere piece by piece.
 */
public final class TlsBuffers {
    /** What the JDK wants to have free before it writes a record, however short. */
    static final int RECORD = 16_709;

    private static final int LARGE = 4 * RECORD;
    private static final int SPARE_SMALL = 32;
    private static final int SPARE_LARGE = 8;

    private final ArrayDeque<ByteBuffer> small = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> large = new ArrayDeque<>();
    private int lent;

    /** An empty buffer with room for so many octets, at least. */
    ByteBuffer take(int octets) {
        lent++;
        if (octets > LARGE) {
            return ByteBuffer.allocate(octets);
        }
        ByteBuffer spare = octets > RECORD ? large.poll() : small.poll();
        return spare != null ? spare : ByteBuffer.allocate(octets > RECORD ? LARGE : RECORD);
    }

    /** What the largest of the buffers that are kept holds: some records. */
    int largest() {
        return LARGE;
    }

    /** Gives a buffer back, whatever is in it. Others than those taken here are dropped. */
    void giveBack(ByteBuffer buffer) {
        lent--;
        if (buffer.capacity() == RECORD && small.size() < SPARE_SMALL) {
            small.push(buffer.clear());
        } else if (buffer.capacity() == LARGE && large.size() < SPARE_LARGE) {
            large.push(buffer.clear());
        }
    }

    /** How many buffers were taken and have not come back. */
    int lent() {
        return lent;
    }
}
