package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.DirectHandler;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a server listens. */
@Timeout(40)
class ListeningTest {
    private static final DirectHandler WHO =
            exchange ->
                    exchange.respond(
                            ResponseHead.of(200), Octets.utf8("you are " + exchange.peer()));

    @TempDir private Path folder;

    private static Listener at(Path path) {
        return new Listener(UnixDomainSocketAddress.of(path), null);
    }

    private static Peer on(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        return new Peer(
                channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
    }

    private static void answers(Peer peer) throws IOException {
        try (peer) {
            peer.greet().get(1, "/").untilLike("DATA 1 [0-9]+ END_STREAM");
        }
    }

    @Test
    @DisplayName("On several addresses at once, each as it was asked for")
    void several() throws Exception {
        Path path = folder.resolve("socket");
        try (Server server =
                Servers.builder().listen(Servers.LOCAL).listen(at(path)).handler(WHO).start()) {
            assertEquals(3, server.addresses().size());
            assertEquals(UnixDomainSocketAddress.of(path), server.addresses().get(2));
            for (SocketAddress address : server.addresses().subList(0, 2)) {
                InetSocketAddress inet = (InetSocketAddress) address;
                answers(Peer.on(new Socket(inet.getAddress(), inet.getPort())));
            }
            answers(on(path));
            Servers.expectIdle(server);
        }
        assertFalse(Files.exists(path), "the socket's file is gone");
    }

    @Test
    @DisplayName("A port in use is a clear error, and nothing is left open")
    void portInUse() throws Exception {
        Path path = folder.resolve("socket");
        int threads = threads();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Listener same = new Listener(taken.getLocalSocketAddress(), null);
            IOException refused =
                    assertThrows(
                            IOException.class,
                            () ->
                                    Server.builder()
                                            .listen(at(path))
                                            .listen(same)
                                            .handler(WHO)
                                            .start());
            String message = refused.getMessage();
            assertTrue(message.contains("127.0.0.1:" + taken.getLocalPort()), message);
            assertTrue(message.contains("in use"), message);
        }
        assertFalse(Files.exists(path), "the other listener is closed");
        Servers.await("its loops have ended", () -> threads() == threads);
    }

    private static int threads() {
        return (int)
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("stillframe-server"))
                        .count();
    }

    @Test
    @DisplayName("The socket's file of a server that is no more is replaced")
    void stale() throws Exception {
        Path path = folder.resolve("socket");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertTrue(Files.exists(path));
        try (Server server = Server.builder().listen(at(path)).handler(WHO).start()) {
            answers(on(path));
            Servers.expectIdle(server);
        }
    }

    @Test
    @DisplayName("The socket of a server that lives is not taken, nor is a file overwritten")
    void taken() throws Exception {
        Path path = folder.resolve("socket");
        try (Server server = Server.builder().listen(at(path)).handler(WHO).start()) {
            IOException refused =
                    assertThrows(
                            IOException.class,
                            () -> Server.builder().listen(at(path)).handler(WHO).start());
            assertTrue(refused.getMessage().contains("somebody listens"), refused.getMessage());
            answers(on(path));
            Servers.await("all have gone", () -> server.statistics().open() == 0);
        }
        Path file = Files.writeString(folder.resolve("file"), "precious");
        IOException refused =
                assertThrows(
                        IOException.class,
                        () -> Server.builder().listen(at(file)).handler(WHO).start());
        assertTrue(refused.getMessage().contains("not a socket"), refused.getMessage());
        assertEquals("precious", Files.readString(file));
    }

    @Test
    @DisplayName("The backlog is the system's queue: so many wait there, and no more connect")
    void backlog() throws Exception {
        int few = waiting(2);
        int more = waiting(12);
        // How many more than asked for a system queues is its own affair, but always the same.
        assertEquals(10, more - few, () -> few + " and " + more);
    }

    /** How many connect to a server that does not accept. */
    private static int waiting(int backlog) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try (Server server =
                Servers.builder().backlog(backlog).maxHandshakes(1).handler(WHO).start()) {
            SocketAddress address = server.addresses().getFirst();
            // The first one is let in to the only place; whoever comes then stays in the queue.
            for (int most = 100; most > 0; most--) {
                Socket socket = new Socket();
                sockets.add(socket);
                socket.connect(address, 1000);
                Servers.await("it is in", () -> server.statistics().accepted() == 1);
            }
            return fail("a queue without an end");
        } catch (SocketTimeoutException full) {
            return sockets.size() - 2;
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
