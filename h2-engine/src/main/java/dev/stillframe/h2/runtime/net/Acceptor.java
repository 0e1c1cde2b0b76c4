package dev.stillframe.h2.runtime.net;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Accepts connections at one address. */
public final class Acceptor implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2.runtime");

    /** Accepted in one go, before the loop's other sockets have their turn. */
    private static final int AT_ONCE = 64;

    /**
     * How long nothing is accepted after the system has refused, for want of descriptors mostly.
     */
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** Who takes the connections; called on the acceptor's loop. */
    public interface Door {
        /**
         * Takes a place for one connection more. When there is none, nothing is accepted until
         * {@link Acceptor#resume}.
         */
        boolean enter();

        /** Gives the place back: nobody has come. */
        void leave();

        /** Somebody has come, and takes the place. */
        void accepted(SocketChannel socket);
    }

    private final Loop loop;
    private final ServerSocketChannel channel;
    private final SocketAddress address;
    private final Door door;
    private final Shortage shortage;

    // On the loop.
    private @Nullable SelectionKey key;
    private boolean pausing;

    /**
     * Binds; nothing is accepted before {@link #open}.
     *
     * @throws IOException says where it could not listen, and why
     */
    public Acceptor(Loop loop, SocketAddress wanted, int backlog, Door door) throws IOException {
        this.loop = loop;
        this.door = door;
        ServerSocketChannel opened = null;
        try {
            opened = listen(wanted, backlog);
            address = opened.getLocalAddress();
            channel = opened;
            shortage = new Shortage(address);
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.close();
            }
            String why = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new IOException("Cannot listen on " + shown(wanted) + ": " + why, e);
        }
    }

    private static String shown(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                        && !inet.isUnresolved()
                        && inet.getAddress().isAnyLocalAddress()
                ? "port " + inet.getPort()
                : address.toString();
    }

    private static ServerSocketChannel listen(SocketAddress wanted, int backlog)
            throws IOException {
        ServerSocketChannel channel =
                wanted instanceof UnixDomainSocketAddress
                        ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        : ServerSocketChannel.open();
        try {
            if (wanted instanceof UnixDomainSocketAddress local) {
                removeStale(local);
            } else {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            channel.configureBlocking(false);
            channel.bind(wanted, backlog);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The socket of a server that is no more is removed; one that lives is not, nor a file. */
    private static void removeStale(UnixDomainSocketAddress local) throws IOException {
        Path path = local.getPath();
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
            throw new IOException("there is a file that is not a socket");
        }
        try {
            SocketChannel.open(local).close();
        } catch (ConnectException e) {
            Files.delete(path);
            return;
        }
        throw new IOException("somebody listens there already");
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
                        if (channel.isOpen()) {
                            key =
                                    loop.register(
                                            channel, SelectionKey.OP_ACCEPT, ignored -> accept());
                        }
                    } catch (IOException e) {
                        LOG.log(Level.ERROR, "Cannot accept on " + address, e);
                    }
                });
    }

    /** There are places again. By any thread. */
    public void resume() {
        loop.execute(() -> listens(!pausing));
    }

    private void listens(boolean accepts) {
        SelectionKey current = key;
        if (current != null && current.isValid()) {
            current.interestOps(accepts ? SelectionKey.OP_ACCEPT : 0);
        }
    }

    private void accept() {
        for (int i = 0; i < AT_ONCE; i++) {
            if (!door.enter()) {
                listens(false);
                return;
            }
            SocketChannel socket = null;
            try {
                socket = channel.accept();
            } catch (IOException | RuntimeException | Error e) {
                if (channel.isOpen()) {
                    pause(); // before anything else: the socket stays ready
                    shortage.tell(e);
                }
            } finally {
                if (socket == null) {
                    door.leave();
                }
            }
            if (socket == null) {
                return;
            }
            door.accepted(socket);
        }
    }

    private void pause() {
        pausing = true;
        listens(false);
        loop.at(
                Loop.after(PAUSE),
                () -> {
                    pausing = false;
                    listens(true);
                });
    }

    /** Stops listening. By any thread. */
    @Override
    public void close() throws IOException {
        channel.close();
        loop.execute(shortage::close); // and the port is given back when the selector has noticed
        if (address instanceof UnixDomainSocketAddress local) {
            Files.deleteIfExists(local.getPath());
        }
    }
}
