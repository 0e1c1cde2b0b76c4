package dev.stillframe.conformance;

import dev.stillframe.conformance.wire.Secure;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A listening socket. Only connections on which the client has said something come through. */
final class Door implements AutoCloseable {
    private static final int LOOKED_AT_MILLIS = 50;

    private final ClientRun run;
    private final ServerSocket listener = new ServerSocket();
    private final LinkedBlockingQueue<Link> speaking = new LinkedBlockingQueue<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    Door(ClientRun run) throws IOException {
        this.run = run;
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(run.address(), run.port()));
        Thread.ofVirtual().name("door").start(this::accept);
    }

    /** Where a client finds it: by name over TLS, so that it can send the name (section 9.2). */
    URI uri(String path) {
        InetAddress address = run.address();
        boolean local = address.isLoopbackAddress() || address.isAnyLocalAddress();
        boolean named = run.tls() != null || !local;
        String host = named && local ? "localhost" : local ? "127.0.0.1" : address.getHostName();
        String scheme = run.tls() == null ? "http" : "https";
        return URI.create(scheme + "://" + host + ":" + listener.getLocalPort() + path);
    }

    /**
     * The next connection.
     *
     * @param given whether nobody will come any more
     * @throws IOException when none comes
     */
    Link next(Duration patience, BooleanSupplier given) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            boolean last = false;
            while (System.nanoTime() < deadline) {
                Link link = speaking.poll(LOOKED_AT_MILLIS, TimeUnit.MILLISECONDS);
                if (link != null) {
                    return link;
                }
                if (last) {
                    throw new IOException("the client ended, and said nothing");
                }
                last = given.getAsBoolean();
            }
            throw new IOException("no connection within %d s".formatted(patience.toSeconds()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("the run was interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException gone) {
            // It is closed in any case.
        }
        open.forEach(socket -> new Link(socket, InputStream.nullInputStream(), null).close());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().name("greeting").start(() -> greet(socket));
            } catch (SocketException closed) {
                return;
            } catch (IOException passing) {
                // One that could not be accepted; others may.
            }
        }
    }

    private void greet(Socket socket) {
        try {
            Link link = secure(socket);
            PushbackInputStream in = new PushbackInputStream(link.in(), 1);
            int first = in.read();
            if (first < 0) {
                link.close();
                return;
            }
            in.unread(first);
            speaking.add(new Link(link.socket(), in, link.secure()));
        } catch (IOException refused) {
            new Link(socket, InputStream.nullInputStream(), null).close();
        }
    }

    private Link secure(Socket socket) throws IOException {
        SSLContext tls = run.tls();
        if (tls == null) {
            return new Link(socket, socket.getInputStream(), null);
        }
        String host = socket.getInetAddress().getHostAddress();
        SSLSocket secured =
                (SSLSocket)
                        tls.getSocketFactory().createSocket(socket, host, socket.getPort(), true);
        secured.setUseClientMode(false);
        List<String> offered = new CopyOnWriteArrayList<>();
        secured.setHandshakeApplicationProtocolSelector(
                (on, protocols) -> {
                    offered.addAll(protocols);
                    // None: the handshake goes on without, and what comes is no HTTP/2.
                    return protocols.contains("h2") ? "h2" : "";
                });
        secured.startHandshake();
        boolean named =
                secured.getSession() instanceof ExtendedSSLSession session
                        && !session.getRequestedServerNames().isEmpty();
        return new Link(secured, secured.getInputStream(), new Secure(List.copyOf(offered), named));
    }
}
