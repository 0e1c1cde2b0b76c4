package dev.stillframe.h2.runtime.net;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Accepts connections at one address. */
public final class Acceptor implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");

    /** Accepted in one go, before the loop's other sockets have their turn. */
    private static final int AT_ONCE = 64;

    /**
     * How long nothing is accepted after the system has refused, for want of descriptors mostly.
     */
    private static final long PAUSE = 200_000_000L;

    private final Loop loop;
    private final ServerSocketChannel channel;
    private final SocketAddress address;
    private final Consumer<SocketChannel> accepted;

    // On the loop.
    private @Nullable SelectionKey key;
    private boolean full;
    private boolean pausing;

    /** Binds; nothing is accepted before {@link #open}. */
    public Acceptor(Loop loop, SocketAddress wanted, int backlog, Consumer<SocketChannel> accepted)
            throws IOException {
        this.loop = loop;
        this.accepted = accepted;
        if (wanted instanceof UnixDomainSocketAddress local) {
            channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                removeStale(local);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } else {
            channel = ServerSocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        }
        try {
            channel.configureBlocking(false);
            channel.bind(wanted, backlog);
            address = channel.getLocalAddress();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException("Cannot listen on " + wanted + ": " + e.getMessage(), e);
        }
    }

    /** The file of a server that is no more is removed; that of one that runs is not. */
    private static void removeStale(UnixDomainSocketAddress local) throws IOException {
        if (Files.exists(local.getPath())) {
            try (SocketChannel probe = SocketChannel.open(local)) {
                throw new IOException(
                        "Somebody listens on " + probe.getRemoteAddress() + " already");
            } catch (java.net.ConnectException e) {
                Files.delete(local.getPath());
            }
        }
    }

    /** Where it listens. */
    public SocketAddress address() {
        return address;
    }

    /** Begins to accept. */
    public void open() {
        loop.execute(
                () -> {
                    try {
                        key = loop.register(channel, SelectionKey.OP_ACCEPT, ignored -> accept());
                    } catch (IOException e) {
                        LOG.log(Level.ERROR, "Cannot accept on " + address, e);
                    }
                });
    }

    /** Whether connections are left waiting in the system's queue from now on. By any thread. */
    public void full(boolean value) {
        loop.execute(
                () -> {
                    full = value;
                    interest();
                });
    }

    private void interest() {
        SelectionKey current = key;
        if (current != null && current.isValid()) {
            current.interestOps(full || pausing ? 0 : SelectionKey.OP_ACCEPT);
        }
    }

    private void accept() {
        for (int i = 0; i < AT_ONCE; i++) {
            SocketChannel socket;
            try {
                socket = channel.accept();
            } catch (IOException e) {
                if (channel.isOpen()) {
                    LOG.log(Level.WARNING, "Cannot accept on {0}: {1}", address, e.getMessage());
                    pause();
                }
                return;
            }
            if (socket == null) {
                return;
            }
            accepted.accept(socket);
        }
    }

    private void pause() {
        pausing = true;
        interest();
        loop.at(
                Loop.now() + PAUSE,
                () -> {
                    pausing = false;
                    interest();
                });
    }

    /** Stops listening. */
    @Override
    public void close() throws IOException {
        channel.close();
        loop.execute(() -> {}); // the port is given back when the selector has noticed
        if (address instanceof UnixDomainSocketAddress local) {
            Files.deleteIfExists(local.getPath());
        }
    }
}
