package dev.stillframe.h2.runtime.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** How a socket begins: connected where it is not, and known to the selector. On the loop. */
final class Beginning {
    private final SocketTransport transport;
    private final SocketChannel channel;
    private final Interest interest;

    Beginning(SocketTransport transport, SocketChannel channel, Interest interest) {
        this.transport = transport;
        this.channel = channel;
        this.interest = interest;
    }

    /** With a channel that is connected. */
    void open() throws IOException {
        register(SelectionKey.OP_READ);
        begin();
    }

    void connect(SocketAddress address) throws IOException {
        register(0);
        boolean now;
        try {
            now = channel.connect(address);
        } catch (RuntimeException e) {
            // Unresolved, or of a kind that there is no socket for.
            throw new IOException("Cannot connect to " + address + ": " + e, e);
        }
        if (now) {
            connected();
        } else {
            interest.connect();
        }
    }

    /** The system has an answer. */
    void finish() throws IOException {
        channel.finishConnect();
        connected();
    }

    private void connected() throws IOException {
        if (transport.protocol().connected()) {
            begin();
        }
    }

    private void register(int operations) throws IOException {
        if (transport.isGone()) {
            throw new ClosedChannelException();
        }
        channel.configureBlocking(false);
        interest.registered(transport.loop().register(channel, operations, transport::ready));
    }

    private void begin() throws IOException {
        SocketAddress peer = channel.getRemoteAddress();
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        transport.connected(peer);
    }
}
