package dev.stillframe.interop.misbehaving;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Plays one case with each client that comes; on plain connections with prior knowledge. */
public final class MisbehavingServer implements AutoCloseable {
    private final NegativeCase which;
    private final ServerSocket listening;
    private final Findings findings = new Findings();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private MisbehavingServer(NegativeCase which, ServerSocket listening) {
        this.which = which;
        this.listening = listening;
    }

    /**
     * Starts one on this machine's own address.
     *
     * @param port 0 for any free one
     */
    public static MisbehavingServer start(NegativeCase which, int port) throws IOException {
        ServerSocket listening = new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
        MisbehavingServer server = new MisbehavingServer(which, listening);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                open.add(socket);
                if (listening.isClosed()) {
                    socket.close();
                }
                findings.opened();
                Thread.ofVirtual().start(() -> converse(socket));
            }
        } catch (IOException closed) {
            // That is its end.
        }
    }

    private void converse(Socket socket) {
        Conversation conversation = new Conversation(which, findings);
        try (socket) {
            socket.setTcpNoDelay(true);
            conversation.hold(socket.getInputStream(), socket.getOutputStream());
        } catch (IOException gone) {
            // The client may go as it likes.
        } finally {
            open.remove(socket);
            findings.closed(conversation.unacknowledged());
        }
    }

    /** Where it listens. */
    public int port() {
        return listening.getLocalPort();
    }

    /** What it has seen. */
    public Findings findings() {
        return findings;
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException gone) {
            // They are closed in any case.
        }
    }
}
