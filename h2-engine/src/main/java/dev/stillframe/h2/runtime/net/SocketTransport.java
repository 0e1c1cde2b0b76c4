package dev.stillframe.h2.runtime.net;

import dev.stillframe.api.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A socket with a protocol on it, and TLS between them where there is some.
 *
 * <p>The loop reads and closes. A plain socket is written to by whoever has the protocol's turn;
 * TLS is left to the loop.
 */
public final class SocketTransport implements Transport {
    /** How long the peer may take to close after us, so that it can read our last octets. */
    private static final long LINGER = 1_000_000_000L;

    private final Loop loop;
    private final SocketChannel channel;
    private final @Nullable Encryption encryption;
    private final AtomicBoolean turnLeft = new AtomicBoolean();
    private final Runnable turn = this::turnLeft;
    private volatile Protocol protocol;

    /** What the socket did not take yet, of a write under way. */
    private volatile ByteBuffer @Nullable [] unwritten;

    private volatile boolean paused;
    private volatile long wakeAt = Long.MAX_VALUE;
    private volatile long armedAt = Long.MAX_VALUE;

    // On the loop.
    private @Nullable SelectionKey key;
    private boolean inputClosed;
    private boolean closing;
    private boolean outputClosed;
    private boolean gone;

    /**
     * A transport over a channel, which it owns from now on.
     *
     * @param engine null without TLS
     */
    public SocketTransport(
            Loop loop, SocketChannel channel, @Nullable SSLEngine engine, Protocol protocol) {
        this.loop = loop;
        this.channel = channel;
        this.protocol = protocol;
        this.encryption = engine == null ? null : new Encryption(this, engine);
    }

    /** The loop that drives it. */
    public Loop loop() {
        return loop;
    }

    /** The address of the peer. */
    public SocketAddress peer() {
        try {
            return channel.getRemoteAddress();
        } catch (IOException e) {
            return new Unknown();
        }
    }

    private static final class Unknown extends SocketAddress {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return "a peer that is gone";
        }
    }

    /** The TLS session, or null without TLS. */
    public @Nullable SSLSession session() {
        return encryption == null ? null : encryption.session();
    }

    /** Another protocol from now on. On the loop. */
    public void protocol(Protocol next) {
        protocol = next;
    }

    Protocol protocol() {
        return protocol;
    }

    /** Begins with a channel that is connected. By any thread. */
    public void open() {
        loop.execute(
                () -> {
                    try {
                        register(SelectionKey.OP_READ);
                        begin();
                    } catch (IOException e) {
                        abort(e);
                    }
                });
    }

    /** Connects, and begins. By any thread. */
    public void connect(SocketAddress address) {
        loop.execute(
                () -> {
                    try {
                        channel.configureBlocking(false);
                        if (channel.connect(address)) {
                            register(SelectionKey.OP_READ);
                            connected();
                        } else {
                            register(SelectionKey.OP_CONNECT);
                        }
                    } catch (IOException | RuntimeException e) {
                        abort(e); // an unresolved or unsupported address is a RuntimeException
                    }
                });
    }

    private void register(int operations) throws IOException {
        if (gone) {
            throw new ClosedChannelException();
        }
        channel.configureBlocking(false);
        key = loop.register(channel, operations, ignored -> ready());
    }

    private void connected() throws IOException {
        if (protocol.connected()) {
            begin();
        }
    }

    private void begin() throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        if (encryption == null) {
            protocol.established("");
        } else {
            encryption.begin();
        }
        interest();
    }

    private void ready() {
        SelectionKey ready = key;
        if (ready == null || gone || !ready.isValid()) {
            return;
        }
        try {
            if (ready.isConnectable()) {
                channel.finishConnect();
                connected();
                return;
            }
            if (ready.isWritable()) {
                flush();
            }
            if (!gone && ready.isReadable()) {
                read();
            }
            if (!gone) {
                interest();
            }
        } catch (IOException e) {
            abort(e);
        }
    }

    private void read() throws IOException {
        ByteBuffer buffer = loop.buffers().next();
        int count = channel.read(buffer);
        if (count < 0) {
            endOfInput();
        } else if (count > 0 && !closing) {
            buffer.flip();
            if (encryption == null) {
                protocol.received(buffer);
            } else {
                encryption.received(buffer);
            }
            if (!gone) {
                protocol.turn();
            }
        }
    }

    private void endOfInput() throws SSLException {
        inputClosed = true;
        if (closing) {
            if (outputClosed) {
                finish();
            }
        } else if (encryption == null) {
            protocol.inputClosed();
        } else {
            encryption.endOfInput();
        }
    }

    /** What the loop is to be told of this socket by the selector. */
    private void interest() {
        SelectionKey current = key;
        if (current == null || !current.isValid()) {
            return;
        }
        boolean reads = !inputClosed && (closing || protocol.wantsInput());
        paused = !reads && !inputClosed;
        int wanted =
                (reads ? SelectionKey.OP_READ : 0)
                        | (unwritten == null ? 0 : SelectionKey.OP_WRITE);
        if (current.interestOps() != wanted) {
            current.interestOps(wanted);
        }
    }

    /**
     * Keeps the octets that are being received as they are.
     *
     * @return to be run when they are not needed any more; null when they must be copied
     */
    public @Nullable Runnable hold() {
        return encryption == null ? loop.buffers().hold() : null;
    }

    @Override
    public long now() {
        return Loop.now();
    }

    @Override
    public ByteBuffer acquire(int size) {
        return loop.sending().acquire(size);
    }

    @Override
    public void release(ByteBuffer buffer) {
        loop.sending().release(buffer);
    }

    @Override
    public void write(List<ByteBuffer> octets) {
        if (encryption == null) {
            send(octets.toArray(ByteBuffer[]::new));
        } else if (loop.isCurrent()) {
            encryption.write(octets);
        } else {
            loop.execute(() -> encryption.write(octets));
        }
    }

    /** Writes what the socket takes; the rest when it is ready for more. */
    void send(ByteBuffer[] octets) {
        try {
            if (octets.length == 1) {
                channel.write(octets[0]);
            } else {
                channel.write(octets);
            }
        } catch (IOException e) {
            unwritten = null;
            sendFailed(e);
            onLoop(() -> abort(e));
            return;
        }
        if (octets[octets.length - 1].hasRemaining()) {
            unwritten = octets;
            onLoop(this::interest);
        } else {
            unwritten = null;
            sent();
        }
    }

    private void sent() {
        if (encryption == null) {
            protocol.written();
        } else {
            encryption.sent();
        }
        if (paused) {
            onLoop(this::interest);
        }
    }

    private void sendFailed(IOException cause) {
        if (encryption == null) {
            protocol.writeFailed(cause);
        } else {
            encryption.sendFailed(cause);
        }
    }

    /** On the loop: the socket is ready for more. */
    private void flush() {
        ByteBuffer[] rest = unwritten;
        if (rest != null) {
            int from = 0;
            while (!rest[from].hasRemaining()) {
                from++;
            }
            send(
                    from == 0
                            ? rest
                            : List.of(rest).subList(from, rest.length).toArray(ByteBuffer[]::new));
            if (unwritten == null) {
                afterFlush();
            }
        }
    }

    private void afterFlush() {
        if (closing) {
            closeOutput();
        } else if (!gone) {
            protocol.turn();
        }
    }

    /**
     * Leaves a turn of the protocol to the loop.
     *
     * @param alone whether nobody else is likely to ask for one now: then a loop that sleeps is
     *     left asleep
     * @return whether the loop takes it; otherwise the caller is to take it
     */
    public boolean leaveTurn(boolean alone) {
        if (turnLeft.compareAndSet(false, true)) {
            if (!alone || encryption != null) {
                loop.execute(turn);
            } else if (!loop.executeIfAwake(turn)) {
                turnLeft.set(false);
                return false;
            }
        }
        return true;
    }

    private void turnLeft() {
        turnLeft.set(false);
        if (!gone) {
            protocol.turn();
            interest();
        }
    }

    @Override
    public void wakeAt(long nanos) {
        wakeAt = nanos;
        if (nanos < armedAt) {
            armedAt = nanos;
            loop.at(nanos, this::alarm);
        }
    }

    /** An alarm that has moved on is set again; so one that moves often costs nothing. */
    private void alarm() {
        armedAt = Long.MAX_VALUE;
        long due = wakeAt;
        if (gone || due == Long.MAX_VALUE) {
            return;
        }
        if (now() >= due) {
            protocol.turn();
            interest();
        } else {
            wakeAt(due);
        }
    }

    @Override
    public void close() {
        onLoop(
                () -> {
                    if (!closing && !gone) {
                        closing = true;
                        if (encryption != null) {
                            encryption.closeOutput();
                        }
                        if (unwritten == null) {
                            closeOutput();
                        }
                        loop.at(now() + LINGER, this::finish);
                        interest();
                    }
                });
    }

    private void closeOutput() {
        if (gone || outputClosed) {
            return;
        }
        outputClosed = true;
        try {
            if (inputClosed) {
                finish();
            } else {
                channel.shutdownOutput();
            }
        } catch (IOException e) {
            finish();
        }
    }

    /** The socket is of no use any more. On the loop. */
    void abort(Throwable cause) {
        if (!gone) {
            ByteBuffer[] rest = unwritten;
            unwritten = null;
            release();
            if (rest != null) {
                sendFailed(cause instanceof IOException e ? e : new IOException(cause));
            }
            if (!closing) {
                protocol.failed(cause);
            }
            protocol.closed();
        }
    }

    /** Closes at once, and tells the protocol. By any thread. */
    public void abandon(String reason) {
        onLoop(() -> abort(new IOException(reason)));
    }

    private void finish() {
        if (!gone) {
            abort(new ClosedChannelException());
        }
    }

    private void release() {
        gone = true;
        try {
            channel.close();
        } catch (IOException ignored) {
            // It is closed in any case.
        }
    }

    /** On the loop. */
    boolean isGone() {
        return gone;
    }

    void onLoop(Runnable task) {
        if (loop.isCurrent()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
