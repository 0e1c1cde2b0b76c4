package dev.stillframe.h2.runtime.server;

import dev.stillframe.api.server.OtherProtocol;
import dev.stillframe.h2.runtime.net.Protocol;
import dev.stillframe.h2.runtime.net.SocketTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Lets somebody else serve a connection, by two streams on a virtual thread. */
final class OtherConnection implements Protocol, OtherProtocol.Connection {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");

    /** What is read ahead, in octets. */
    private static final int AHEAD = 65_536;

    private final StandaloneServer server;
    private final SocketTransport transport;
    private final OtherProtocol handler;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // Under the lock.
    private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();
    private int ahead;
    private boolean ended;
    private boolean writing;
    private @Nullable Throwable failure;

    OtherConnection(StandaloneServer server, SocketTransport transport, OtherProtocol handler) {
        this.server = server;
        this.transport = transport;
        this.handler = handler;
    }

    @Override
    public void established(String alpn) {
        Thread.ofVirtual().name("stillframe-other").start(this::serve);
    }

    private void serve() {
        try {
            handler.serve(this);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "A connection of another protocol has ended", e);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "The server of another protocol has failed", e);
        } finally {
            transport.close();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void received(ByteBuffer octets) {
        ByteBuffer copy = ByteBuffer.allocate(octets.remaining()).put(octets).flip();
        change(
                () -> {
                    arrived.add(copy);
                    ahead += copy.remaining();
                });
    }

    @Override
    public boolean wantsInput() {
        lock.lock();
        try {
            return ahead < AHEAD;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void inputClosed() {
        change(() -> ended = true);
    }

    @Override
    public void failed(Throwable cause) {
        change(() -> failure = cause);
    }

    @Override
    public void written() {
        change(() -> writing = false);
    }

    @Override
    public void writeFailed(Throwable cause) {
        change(
                () -> {
                    writing = false;
                    failure = cause;
                });
    }

    @Override
    public void turn() {
        // Only so that the loop looks again whether it may read.
    }

    @Override
    public void closed() {
        // What was lost has not ended: its reader is not to take a part for the whole.
        change(() -> ended |= failure == null);
        server.closed(transport);
    }

    @Override
    public InputStream input() {
        return new Input();
    }

    @Override
    public OutputStream output() {
        return new Output();
    }

    @Override
    public SocketAddress peer() {
        return transport.peer();
    }

    @Override
    public @Nullable SSLSession tls() {
        return transport.session();
    }

    /** Under the lock. */
    private void stillThere() throws IOException {
        if (failure != null) {
            throw new IOException("the connection was lost", failure);
        }
    }

    private void await() throws IOException {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            boolean wasFull;
            int count;
            lock.lock();
            try {
                while (arrived.isEmpty()) {
                    if (ended) {
                        return -1;
                    }
                    stillThere();
                    await();
                }
                ByteBuffer next = arrived.getFirst();
                count = Math.min(length, next.remaining());
                next.get(target, offset, count);
                if (!next.hasRemaining()) {
                    arrived.removeFirst();
                }
                wasFull = ahead >= AHEAD;
                ahead -= count;
            } finally {
                lock.unlock();
            }
            if (wasFull) {
                transport.leaveTurn(false);
            }
            return count;
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, source.length);
            if (length == 0) {
                return;
            }
            lock.lock();
            try {
                while (writing) {
                    await(); // another thread's write
                }
                stillThere();
                writing = true;
            } finally {
                lock.unlock();
            }
            transport.write(List.of(ByteBuffer.wrap(source, offset, length)));
            lock.lock();
            try {
                if (awaitWritten()) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted; the connection is closed");
                }
                stillThere();
            } finally {
                lock.unlock();
            }
        }

        /** The array is the writer's again only then, also when it is interrupted. */
        private boolean awaitWritten() {
            boolean interrupted = false;
            while (writing) {
                try {
                    changed.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                    transport.abandon("interrupted");
                }
            }
            return interrupted;
        }
    }
}
