package dev.stillframe.h2.runtime.net;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * How a socket ends: ours by closing for output first and lingering until the peer has closed as
 * well, since a socket that is closed with octets unread takes those back that the peer has not
 * read; a peer's that takes nothing more by giving it up. On the loop.
 */
final class Ending {
    /** How long the peer may say nothing after our end. */
    private static final long LINGER = 1_000_000_000L;

    /** How long it may go on altogether. */
    private static final long LINGER_MOST = 10 * LINGER;

    private final SocketTransport transport;
    private final SocketChannel channel;
    private final Unwritten unwritten;
    private final Alarm alarm;
    private long stallTimeout;
    private boolean closing;
    private boolean inputClosed;
    private boolean outputClosed;
    private long begun;
    private long heard;

    Ending(
            SocketTransport transport,
            SocketChannel channel,
            Unwritten unwritten,
            Duration stallTimeout) {
        this.transport = transport;
        this.channel = channel;
        this.unwritten = unwritten;
        this.alarm = new Alarm(transport.loop(), this::look);
        stallTimeout(stallTimeout);
    }

    void stallTimeout(Duration value) {
        stallTimeout =
                value.isZero() || value.compareTo(Duration.ofDays(365)) > 0
                        ? Long.MAX_VALUE
                        : value.toNanos();
    }

    boolean isClosing() {
        return closing;
    }

    void begin(boolean peerHasClosed) {
        closing = true;
        inputClosed = peerHasClosed;
        begun = Loop.now();
        heard = begun;
        alarm.at(begun + LINGER);
    }

    /** All is written. */
    void closeOutput() {
        if (outputClosed) {
            return;
        }
        outputClosed = true;
        try {
            if (inputClosed) {
                finish();
            } else {
                channel.shutdownOutput();
            }
        } catch (IOException | RuntimeException e) {
            finish(); // it was not connected yet, or is not any more
        }
    }

    /** The peer has sent something after our end. */
    void heard() {
        heard = Loop.now();
    }

    /** The peer has closed after us. */
    void inputClosed() {
        inputClosed = true;
        if (outputClosed) {
            finish();
        }
    }

    /** Octets wait for the socket. */
    void watch() {
        if (!closing && stallTimeout != Long.MAX_VALUE) {
            alarm.at(unwritten.progress() + stallTimeout);
        }
    }

    /** The socket is closed. */
    void over() {
        alarm.cancel();
    }

    private void look() {
        long now = Loop.now();
        if (closing) {
            long moved = unwritten.isEmpty() ? heard : Math.max(heard, unwritten.progress());
            long due = Math.min(moved + LINGER, begun + LINGER_MOST);
            if (now >= due) {
                finish();
            } else {
                alarm.at(due);
            }
        } else if (!unwritten.isEmpty()) {
            if (now >= unwritten.progress() + stallTimeout) {
                transport.abort(
                        new IOException(
                                "the peer has taken nothing for "
                                        + stallTimeout / 1_000_000
                                        + " ms"));
            } else {
                watch();
            }
        }
    }

    private void finish() {
        transport.abort(new ClosedChannelException());
    }
}
