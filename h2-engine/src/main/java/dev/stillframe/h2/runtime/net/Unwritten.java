package dev.stillframe.h2.runtime.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is being written to a socket, and what it has not taken yet. One write at a time: by whoever
 * has the protocol's turn at first, by the loop as soon as the socket has to be waited for.
 */
final class Unwritten {
    private final SocketTransport transport;
    private final SocketChannel channel;
    private volatile ByteBuffer @Nullable [] rest;

    /** When the socket last took something of the rest. */
    private volatile long progress;

    Unwritten(SocketTransport transport, SocketChannel channel) {
        this.transport = transport;
        this.channel = channel;
    }

    boolean isEmpty() {
        return rest == null;
    }

    /** When the socket last took something, while there is a rest. */
    long progress() {
        return progress;
    }

    /** Writes what the socket takes; the rest is left to the loop. By any thread. */
    void write(ByteBuffer[] octets) {
        boolean all;
        try {
            put(octets);
            all = !octets[octets.length - 1].hasRemaining();
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
            return;
        }
        if (all) {
            transport.sent();
        } else {
            progress = Loop.now();
            rest = octets;
            transport.onLoop(transport::waitsForSocket);
        }
    }

    /** The socket is ready for more. On the loop. */
    void flush() {
        ByteBuffer[] octets = rest;
        if (octets == null) {
            return;
        }
        ByteBuffer last = octets[octets.length - 1];
        try {
            if (put(octets) > 0) {
                progress = Loop.now();
            }
        } catch (IOException | RuntimeException | Error e) {
            rest = null;
            failed(e);
            return;
        }
        if (last.hasRemaining()) {
            rest = from(octets);
        } else {
            rest = null;
            transport.sent();
        }
    }

    private long put(ByteBuffer[] octets) throws IOException {
        return octets.length == 1 ? channel.write(octets[0]) : channel.write(octets);
    }

    private static ByteBuffer[] from(ByteBuffer[] octets) {
        int first = 0;
        while (!octets[first].hasRemaining()) {
            first++;
        }
        return first == 0 ? octets : Arrays.copyOfRange(octets, first, octets.length);
    }

    private void failed(Throwable e) {
        IOException cause = e instanceof IOException io ? io : new IOException(e);
        transport.sendFailed(cause);
        transport.onLoop(() -> transport.abort(cause));
    }

    /** The socket is closed: nothing of the rest will be written. On the loop. */
    void giveUp(Throwable cause) {
        if (rest != null) {
            rest = null;
            transport.sendFailed(cause instanceof IOException e ? e : new ClosedChannelException());
        }
    }
}
