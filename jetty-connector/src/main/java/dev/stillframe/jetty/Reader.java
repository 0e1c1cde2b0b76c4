package dev.stillframe.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The producer's reading: from the end point into a buffer of the pool, from there into the engine.
 *
 * <p>The buffer is taken for one read and let go at its end: whoever was given a view of it has
 * retained it, an idle connection holds none, and none can be lost when the connection closes.
 */
final class Reader {
    private static final int MOST_RECORDS = 16;

    private final Http2ServerConnection connection;
    private final ByteBufferPool pool;
    private final int size;
    private final boolean direct;
    private final ArrayDeque<ByteBuffer> first = new ArrayDeque<>(2);
    private final Callback fillable;
    private volatile boolean over;
    private volatile long octetsIn;

    Reader(Http2ServerConnection connection, ByteBufferPool pool, Http2ConnectionFactory factory) {
        this.connection = connection;
        this.pool = pool;
        this.size = factory.getInputBufferSize();
        this.direct = factory.isUseInputDirectByteBuffers();
        this.fillable =
                new Callback() {
                    @Override
                    public void succeeded() {
                        connection.onFillable();
                    }

                    @Override
                    public void failed(Throwable x) {
                        connection.onFillInterestedFailed(x);
                    }

                    /** The execution strategy behind it suits either kind of thread. */
                    @Override
                    public InvocationType getInvocationType() {
                        return InvocationType.EITHER;
                    }
                };
    }

    /** Octets that were read before this connection was there. */
    void first(ByteBuffer octets) {
        first.add(octets);
    }

    boolean isOver() {
        return over;
    }

    long octetsIn() {
        return octetsIn;
    }

    /**
     * Reads; false when there is nothing to be had now, or ever.
     *
     * <p>TLS gives a record at a time, however many have come. They are read up to a bound before
     * anybody is answered, so that one turn sees all that the peer has said.
     */
    boolean read() {
        boolean more = readOnce(true);
        for (int read = 1; more && read < records(); read++) {
            if (!readOnce(false)) {
                break;
            }
        }
        return more;
    }

    private int records() {
        return connection.getEndPoint().isSecure() ? MOST_RECORDS : 1;
    }

    /**
     * @param ask whether to ask to be told of more, when there is nothing now
     */
    private boolean readOnce(boolean ask) {
        ByteBuffer earlier = first.poll();
        if (earlier != null) {
            receive(earlier, null);
            return true;
        }
        EndPoint endPoint = connection.getEndPoint();
        if (over || endPoint.isFillInterested()) {
            return false;
        }
        RetainableByteBuffer buffer = pool.acquire(size, direct);
        try {
            ByteBuffer octets = buffer.getByteBuffer();
            int filled = endPoint.fill(octets);
            if (filled > 0) {
                receive(octets, buffer);
                return true;
            }
            if (filled < 0) {
                over = true;
                connection.engine().inputClosed();
                if (connection.isClosing()) {
                    endPoint.close();
                }
                return false;
            }
        } catch (IOException x) {
            over = true;
            connection.broken(x);
            return false;
        } finally {
            buffer.release();
        }
        if (ask) {
            endPoint.tryFillInterested(fillable);
        }
        return false;
    }

    private void receive(ByteBuffer octets, @Nullable RetainableByteBuffer buffer) {
        octetsIn = octetsIn + octets.remaining();
        connection.streams().reading(buffer, System.nanoTime());
        try {
            connection.engine().received(octets);
            connection.streams().runHosted(); // before the octets are gone; a turn follows
        } finally {
            connection.streams().reading(null, 0);
        }
    }
}
