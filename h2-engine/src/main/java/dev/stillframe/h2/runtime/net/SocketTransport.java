package dev.stillframe.h2.runtime.net;

import dev.stillframe.api.Transport;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
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
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");
    private static final Duration STALL = Duration.ofSeconds(60);

    private final Loop loop;
    private final SocketChannel channel;
    private final @Nullable Encryption encryption;
    private final Unwritten unwritten;
    private final Beginning beginning;
    private final Ending ending;
    private final Turns turns = new Turns(this);
    private final Interest interest = new Interest(this);
    private final Alarm alarm;
    private final Alarm secondAlarm;
    private volatile Protocol protocol;
    private volatile @Nullable SocketAddress peer;

    /** The socket is closed. Changed on the loop. */
    private volatile boolean gone;

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
        this.unwritten = new Unwritten(this, channel);
        this.beginning = new Beginning(this, channel, interest);
        this.ending = new Ending(this, channel, unwritten, STALL);
        this.alarm = new Alarm(loop, turns::take);
        this.secondAlarm = new Alarm(loop, turns::take);
    }

    /**
     * How long the socket may take nothing while octets wait; then the connection is given up. Zero
     * for ever; 60 s by default. Before it is opened.
     */
    public void stallTimeout(Duration value) {
        ending.stallTimeout(value);
    }

    /** The loop that drives it. */
    public Loop loop() {
        return loop;
    }

    /** The address of the peer, once it is connected. */
    public SocketAddress peer() {
        SocketAddress known = peer;
        return known == null ? new UnknownAddress() : known;
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

    // ---- the beginning

    /** Begins with a channel that is connected. By any thread. */
    public void open() {
        loop.execute(() -> guarded(beginning::open));
    }

    /** Connects, and begins. By any thread. */
    public void connect(SocketAddress address) {
        loop.execute(() -> guarded(() -> beginning.connect(address)));
    }

    /** The socket is connected. On the loop. */
    void connected(SocketAddress to) {
        peer = to;
        if (encryption == null) {
            protocol.established("");
        } else {
            encryption.begin();
        }
        interest();
    }

    // ---- what the selector tells

    void ready(SelectionKey ready) {
        if (gone || !ready.isValid()) {
            return;
        }
        guarded(
                () -> {
                    if (ready.isConnectable()) {
                        beginning.finish();
                        return;
                    }
                    if (ready.isWritable()) {
                        flush();
                    }
                    if (!gone && ready.isReadable()) {
                        read();
                    }
                    interest();
                });
    }

    private void flush() {
        unwritten.flush();
        if (unwritten.isEmpty() && !gone) {
            if (ending.isClosing()) {
                ending.closeOutput();
            } else {
                protocol.turn();
            }
        }
    }

    private void read() throws IOException {
        ByteBuffer buffer = loop.buffers().next();
        int count = channel.read(buffer);
        if (count < 0) {
            endOfInput();
        } else if (ending.isClosing()) {
            ending.heard();
        } else if (count > 0) {
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
        interest.inputClosed();
        if (ending.isClosing()) {
            ending.inputClosed();
        } else if (encryption == null) {
            protocol.inputClosed();
        } else {
            encryption.endOfInput();
        }
    }

    /** What the selector looks for is decided anew. On the loop. */
    void interest() {
        interest.update();
    }

    boolean isWriting() {
        return !unwritten.isEmpty();
    }

    boolean wantsInput() {
        return ending.isClosing()
                || protocol.wantsInput() && (encryption == null || encryption.wantsInput());
    }

    /** The protocol may want more input than before. By any thread. */
    public void resume() {
        interest.resume();
    }

    /**
     * Keeps the octets that are being received as they are. Within {@link Protocol#received}.
     *
     * @return to be run when they are not needed any more; null when they must be copied
     */
    public @Nullable Runnable hold() {
        return encryption == null ? loop.buffers().hold() : null;
    }

    // ---- the transport

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
            unwritten.write(octets.toArray(ByteBuffer[]::new));
        } else if (loop.isCurrent()) {
            encryption.write(octets);
        } else {
            loop.execute(() -> encryption.write(octets));
        }
    }

    /** Octets for the socket, from {@link Encryption}. */
    void send(ByteBuffer[] octets) {
        unwritten.write(octets);
    }

    void sent() {
        if (encryption == null) {
            protocol.written();
        } else {
            encryption.sent();
        }
        resume();
    }

    void sendFailed(IOException cause) {
        if (encryption == null) {
            protocol.writeFailed(cause);
        } else {
            encryption.sendFailed(cause);
        }
    }

    /** The socket did not take all. On the loop. */
    void waitsForSocket() {
        if (gone) {
            unwritten.giveUp(new ClosedChannelException());
        } else {
            ending.watch();
            interest();
        }
    }

    /**
     * Leaves a turn of the protocol to the loop.
     *
     * @param alone whether nobody else is likely to ask for one now: then a loop that sleeps is
     *     left asleep
     * @return whether the loop takes it; otherwise the caller is to take it, and to call {@link
     *     #resume} after it
     */
    public boolean leaveTurn(boolean alone) {
        if (alone && encryption == null) {
            return turns.leaveIfAwake();
        }
        turns.leave();
        return true;
    }

    @Override
    public void wakeAt(long nanos) {
        alarm.at(nanos);
    }

    /** The same for who works for the connection; neither knows of the other. */
    void turnAt(long nanos) {
        secondAlarm.at(nanos);
    }

    // ---- the end

    /** What the protocol is at is done first, where it closes from within. */
    @Override
    public void close() {
        loop.execute(
                () -> {
                    if (ending.isClosing() || gone) {
                        return;
                    }
                    ending.begin(interest.isInputClosed());
                    alarm.cancel();
                    if (encryption != null) {
                        encryption.closeOutput();
                    }
                    if (!gone && unwritten.isEmpty()) {
                        ending.closeOutput();
                    }
                    interest();
                });
    }

    private interface Step {
        void run() throws IOException;
    }

    private void guarded(Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
        }
    }

    /** A bug of ours, or of who speaks the protocol, costs this connection and no other. */
    void failed(Throwable e) {
        try {
            if (!(e instanceof IOException)) {
                LOG.log(Level.ERROR, "A connection has failed, and is closed", e);
            }
        } finally {
            abort(e);
        }
    }

    /** The socket is of no use any more. On the loop. */
    void abort(Throwable cause) {
        if (gone) {
            return;
        }
        gone = true;
        try {
            channel.close();
        } catch (IOException ignored) {
            // It is closed in any case.
        }
        try {
            unwritten.giveUp(cause);
            if (!ending.isClosing()) {
                protocol.failed(cause);
            }
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "The end of a connection has failed", e);
        } finally {
            alarm.cancel();
            ending.over();
            secondAlarm.cancel();
            protocol.closed();
        }
    }

    /** Closes at once, and tells the protocol. By any thread. */
    public void abandon(String reason) {
        onLoop(() -> abort(new IOException(reason)));
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
