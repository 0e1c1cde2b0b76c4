package dev.stillframe.jetty;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.ErrorCode;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * An end point whose octets are the DATA of one stream. END_STREAM is the end of either direction,
 * RST_STREAM a failure.
 */
final class TunnelEndPoint extends AbstractEndPoint {
    /** Octets that are taken from a writer at once; the rest waits until they are sent. */
    private static final int FLUSH = 32_768;

    /** Seconds that the peer has to end its direction when this one is closed. */
    private static final int GRACE = 5;

    private final ServerStream stream;
    private final ReentrantLock lock = new ReentrantLock();
    private Content.@Nullable Chunk reading;
    private boolean sending;
    private boolean closed;
    private boolean outputEnded;
    private final AtomicBoolean connectionClosed = new AtomicBoolean();

    TunnelEndPoint(ServerStream stream) {
        super(stream.connection().getConnector().getScheduler());
        this.stream = stream;
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return stream.connection().getLocalSocketAddress();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return stream.connection().getRemoteSocketAddress();
    }

    @Override
    public Object getTransport() {
        return stream.connection().getEndPoint().getTransport();
    }

    @Override
    public boolean isSecure() {
        return stream.connection().getEndPoint().isSecure();
    }

    @Override
    public @Nullable SslSessionData getSslSessionData() {
        return stream.connection().getEndPoint().getSslSessionData();
    }

    /** There is no connection before: the stream was HTTP's until now. */
    @Override
    public void upgrade(Connection connection) {
        setIdleTimeout(stream.getIdleTimeout());
        onOpen();
        setConnection(connection);
        connection.onOpen();
        if (!isOpen()) {
            closeConnection(null); // it may have closed before it had the connection
        }
    }

    @Override
    public int fill(ByteBuffer into) throws IOException {
        Content.Chunk chunk;
        lock.lock();
        try {
            chunk = reading;
            reading = null;
            RequestContent content = stream.content();
            if (chunk == null && content != null) {
                chunk = content.read();
            }
        } finally {
            lock.unlock();
        }
        if (chunk == null) {
            stream.reader().credit();
            return 0;
        }
        if (Content.Chunk.isFailure(chunk)) {
            throw new EofException(chunk.getFailure());
        }
        int filled = BufferUtil.append(into, chunk.getByteBuffer());
        if (filled > 0) {
            notIdle();
        }
        if (chunk.hasRemaining()) {
            if (!keep(chunk)) {
                chunk.release();
            }
            return filled;
        }
        boolean last = chunk.isLast();
        chunk.release();
        if (filled == 0 && last) {
            shutdownInput();
            return -1;
        }
        return filled;
    }

    /** What of it was not read is for the next fill, unless another thread has closed. */
    private boolean keep(Content.Chunk chunk) {
        lock.lock();
        try {
            if (!closed) {
                reading = chunk;
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected void needsFillInterest() {
        boolean ready;
        lock.lock();
        try {
            ready = reading != null;
        } finally {
            lock.unlock();
        }
        RequestContent content = stream.content();
        if (ready || content == null || content.demand()) {
            stream.connection().offer((Work) this::fillableTask);
        } else {
            stream.reader().credit();
        }
    }

    Runnable fillableTask() {
        return Invocable.from(
                getFillInterest().getCallbackInvocationType(), () -> getFillInterest().fillable());
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        if (isOutputShutdown() || stream.end() != null) {
            throw new EofException("output is shut down");
        }
        lock.lock();
        try {
            if (sending) {
                return BufferUtil.isEmpty(buffers);
            }
            long remaining = BufferUtil.remaining(buffers);
            if (remaining == 0) {
                return true;
            }
            sending = true;
        } finally {
            lock.unlock();
        }
        ByteBuffer copy = ByteBuffer.allocate((int) Math.min(FLUSH, BufferUtil.remaining(buffers)));
        for (ByteBuffer buffer : buffers) {
            int part = Math.min(copy.remaining(), buffer.remaining());
            copy.put(copy.position(), buffer, buffer.position(), part);
            copy.position(copy.position() + part);
            buffer.position(buffer.position() + part);
        }
        notIdle();
        stream.connection().engine().send(stream.id(), copy.flip(), false, new Flushed());
        stream.connection().turn();
        return BufferUtil.isEmpty(buffers);
    }

    @Override
    protected void onIncompleteFlush() {
        boolean ready;
        lock.lock();
        try {
            ready = !sending;
        } finally {
            lock.unlock();
        }
        if (ready) {
            completeWrite();
        }
    }

    private void completeWrite() {
        stream.connection()
                .offer(
                        Invocable.from(
                                getWriteFlusher().getCallbackInvocationType(),
                                () -> getWriteFlusher().completeWrite()));
    }

    /** What was copied is on its way. */
    private final class Flushed implements Http2Connection.Sent {
        @Override
        public void succeeded() {
            boolean end;
            lock.lock();
            try {
                sending = false;
                end = outputEnded;
            } finally {
                lock.unlock();
            }
            if (end) {
                endStream();
            } else if (getWriteFlusher().isPending()) {
                completeWrite();
            }
        }

        @Override
        public void failed(String reason) {
            getWriteFlusher().onFail(new EofException(reason));
        }
    }

    @Override
    protected void doShutdownOutput() {
        endOutput();
    }

    /** END_STREAM, after what is on its way. */
    private void endOutput() {
        lock.lock();
        try {
            if (outputEnded) {
                return;
            }
            outputEnded = true;
            if (sending) {
                return; // it follows once that is sent
            }
        } finally {
            lock.unlock();
        }
        endStream();
    }

    private void endStream() {
        if (stream.end() == null) {
            stream.connection()
                    .engine()
                    .send(stream.id(), ByteBuffer.allocate(0), true, new Ended());
            stream.connection().turn();
        }
    }

    /** The end needs no answer. */
    private static final class Ended implements Http2Connection.Sent {
        @Override
        public void succeeded() {}

        @Override
        public void failed(String reason) {}
    }

    @Override
    protected void doClose() {
        lock.lock();
        try {
            closed = true;
            if (reading != null) {
                reading.release();
                reading = null;
            }
        } finally {
            lock.unlock();
        }
        RequestContent content = stream.content();
        if (content != null) {
            content.discard(Content.Chunk.EOF);
        }
    }

    /**
     * An orderly close is END_STREAM, after what is on its way: RST_STREAM is for what has failed,
     * and may overtake octets that the peer has yet to read (RFC 8441 section 5). A peer that does
     * not end its own direction then is not waited for.
     */
    @Override
    public void onClose(@Nullable Throwable cause) {
        super.onClose(cause);
        getWriteFlusher().onFail(cause == null ? new EofException("closed") : cause);
        getFillInterest().onFail(cause == null ? new EofException("closed") : cause);
        if (cause != null) {
            resetStream();
        } else {
            endOutput();
            if (stream.end() == null) {
                stream.connection()
                        .getConnector()
                        .getScheduler()
                        .schedule(this::resetStream, GRACE, TimeUnit.SECONDS);
            }
        }
        stream.connection().turn();
        closeConnection(cause);
    }

    private void resetStream() {
        if (stream.end() == null) {
            stream.reset(ErrorCode.CANCEL);
            stream.connection().turn();
        }
    }

    /** Jetty leaves it to the end point; what the connection holds is let go of here. */
    private void closeConnection(@Nullable Throwable cause) {
        Connection connection = getConnection();
        if (connection != null && connectionClosed.compareAndSet(false, true)) {
            connection.onClose(cause);
        }
    }
}
