package dev.stillframe.api;

import java.nio.ByteBuffer;
import java.util.List;

/** The port on the network's side. */
public interface Transport {
    /** Nanoseconds from a fixed origin, never going backwards. */
    long now();

    /**
     * An empty buffer with room for at least {@code size} octets, in big-endian order, to be given
     * back with {@link #release}. Called within a turn.
     */
    ByteBuffer acquire(int size);

    /** Takes back a buffer that came from {@link #acquire}. Never called twice for one buffer. */
    void release(ByteBuffer buffer);

    /**
     * Writes all that remains in the buffers, in order, then calls {@link Http2Connection#written}
     * or {@link Http2Connection#writeFailed}, from any thread, also from within this call. Called
     * outside the connection's lock, and never again before the last write is over. The buffers
     * stay the connection's: the transport only reads them.
     */
    void write(List<ByteBuffer> octets);

    /**
     * {@link Http2Connection#turn} is to be called at this time or soon after; {@link
     * Long#MAX_VALUE} for never.
     */
    void wakeAt(long nanos);

    /**
     * All is written: close for output first, then wholly. Called once, outside the connection's
     * lock.
     */
    void close();
}
