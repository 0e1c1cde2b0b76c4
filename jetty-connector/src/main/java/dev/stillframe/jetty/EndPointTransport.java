package dev.stillframe.jetty;

import dev.stillframe.api.Transport;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.CyclicTimeout;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The engine's port on the network's side, over an end point, a pool and a scheduler of Jetty's.
 */
final class EndPointTransport implements Transport, Callback {
    /**
     * How long the peer has to read our last frames and close, before we close wholly. A close with
     * unread input would make TCP reset the connection, and the GOAWAY would be lost.
     */
    private static final long LINGER_MILLIS = 500;

    private final Http2ServerConnection connection;
    private final EndPoint endPoint;
    private final ByteBufferPool pool;
    private final boolean direct;
    private final CyclicTimeout wake;
    private final Scheduler scheduler;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<RetainableByteBuffer> lent = new ArrayList<>(2);

    private volatile boolean writing;
    private volatile boolean closing;
    private volatile long octetsOut;
    private volatile long writes;

    EndPointTransport(
            Http2ServerConnection connection,
            EndPoint endPoint,
            ByteBufferPool pool,
            boolean direct,
            Scheduler scheduler) {
        this.connection = connection;
        this.endPoint = endPoint;
        this.pool = pool;
        this.direct = direct;
        this.scheduler = scheduler;
        this.wake =
                new CyclicTimeout(scheduler) {
                    @Override
                    public void onTimeoutExpired() {
                        connection.turn();
                    }
                };
    }

    /** Whether the end point has not yet taken all of the last write. */
    boolean isWriting() {
        return writing;
    }

    /** Whether the engine has said all that it had to say. */
    boolean isClosing() {
        return closing;
    }

    long octetsOut() {
        return octetsOut;
    }

    long writes() {
        return writes;
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public ByteBuffer acquire(int size) {
        RetainableByteBuffer buffer = pool.acquire(size, direct);
        ByteBuffer octets = buffer.getByteBuffer();
        octets.clear();
        octets.order(ByteOrder.BIG_ENDIAN);
        lock.lock();
        try {
            lent.add(buffer);
        } finally {
            lock.unlock();
        }
        return octets;
    }

    @Override
    public void release(ByteBuffer octets) {
        RetainableByteBuffer buffer = null;
        lock.lock();
        try {
            for (int i = lent.size() - 1; i >= 0; i--) {
                if (lent.get(i).getByteBuffer() == octets) {
                    buffer = lent.remove(i);
                    break;
                }
            }
        } finally {
            lock.unlock();
        }
        if (buffer == null) {
            throw new IllegalArgumentException("not a buffer of this transport's");
        }
        BufferUtil.reset(octets);
        buffer.release();
    }

    @Override
    public void write(List<ByteBuffer> octets) {
        long length = 0;
        for (ByteBuffer part : octets) {
            length += part.remaining();
        }
        octetsOut = octetsOut + length;
        writes = writes + 1;
        writing = true;
        endPoint.write(this, octets.toArray(ByteBuffer[]::new));
    }

    @Override
    public void succeeded() {
        writing = false;
        connection.written();
    }

    @Override
    public void failed(Throwable x) {
        writing = false;
        connection.writeFailed(x);
    }

    /** What runs in a turn is never code of users that blocks, so a selector may take one. */
    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    public void wakeAt(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            wake.cancel();
        } else {
            // Rounded up: waking too early would only wake again.
            long delay = Math.max(0, nanos - System.nanoTime());
            wake.schedule(TimeUnit.NANOSECONDS.toMillis(delay) + 1, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        wake.cancel();
        if (connection.isInputClosed()) {
            endPoint.close();
            return;
        }
        endPoint.shutdownOutput();
        scheduler.schedule(() -> endPoint.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        connection.drainInput();
    }

    /** The end point is gone. */
    void closed() {
        closing = true;
        wake.destroy();
    }
}
