package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.OtherProtocol;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that do not speak HTTP/2, on a server that lets somebody else serve them. */
@Timeout(40)
class OtherProtocolTest {
    private static Server serving(OtherProtocol other) throws IOException {
        return Servers.builder()
                .handler(exchange -> exchange.respond(ResponseHead.of(200), Octets.EMPTY))
                .otherProtocol(other)
                .start();
    }

    private static Socket connected(Server server) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static byte[] octets(int count) {
        byte[] octets = new byte[count];
        new Random(7).nextBytes(octets);
        octets[0] = 0; // which no HTTP begins with
        return octets;
    }

    @Test
    @DisplayName("Both streams carry every octet from the first, however many, and half-closes")
    void echo() throws Exception {
        byte[] sent = octets(5_000_000);
        try (Server server =
                        serving(
                                connection -> {
                                    connection.input().transferTo(connection.output());
                                });
                Socket socket = connected(server)) {
            CompletableFuture<byte[]> back = new CompletableFuture<>();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    back.complete(socket.getInputStream().readAllBytes());
                                } catch (IOException e) {
                                    back.completeExceptionally(e);
                                }
                            });
            socket.getOutputStream().write(sent);
            socket.shutdownOutput();
            assertArrayEquals(sent, back.get(30, TimeUnit.SECONDS));
            Servers.expectIdle(server);
        }
    }

    @Test
    @DisplayName(
            "HTTP/1.1 gets its request from the first octet; HTTP/2 on the same port is served")
    void http1() throws Exception {
        String request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        try (Server server =
                        serving(
                                connection -> {
                                    byte[] got = connection.input().readNBytes(request.length());
                                    connection.output().write("HTTP/1.1 200 OK\r\n\r\n".getBytes());
                                    connection.output().write(got);
                                });
                Peer old = Peer.silent(server);
                Peer peer = Peer.to(server)) {
            old.say(request);
            assertEquals("HTTP/1.1 200 OK\r\n\r\n" + request, old.text(Integer.MAX_VALUE));
            peer.get(1, "/").expect("HEADERS 1 END_STREAM :status=200");
        }
    }

    @Test
    @DisplayName("Who serves slowly is read ahead for by some 64 KiB and no more")
    void backPressure() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        AtomicLong read = new AtomicLong();
        int much = 50_000_000;
        try (Server server =
                        serving(
                                connection -> {
                                    release.join();
                                    for (int count = connection.input().read(new byte[1000]);
                                            count >= 0;
                                            count = connection.input().read(new byte[1000])) {
                                        read.addAndGet(count);
                                    }
                                });
                Socket socket = connected(server)) {
            AtomicLong sent = new AtomicLong();
            Thread sender = Thread.ofVirtual().start(() -> send(socket, sent, much));
            long before;
            do {
                before = sent.get();
                try (Peer peer = Peer.to(server)) {
                    for (int id = 1; id < 100; id += 2) {
                        peer.get(id, "/").expect("HEADERS " + id + " END_STREAM :status=200");
                    }
                }
            } while (sent.get() != before || before == 0);
            assertTrue(before < much, before + " octets were taken while nobody read");
            release.complete(null);
            sender.join();
            Servers.await("all is read", () -> read.get() == much);
        }
    }

    private static void send(Socket socket, AtomicLong sent, int much) {
        try {
            byte[] part = new byte[10_000];
            while (sent.get() < much) {
                socket.getOutputStream().write(part);
                sent.addAndGet(part.length);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("A peer that goes away wakes who reads and who writes")
    void peerGone() throws Exception {
        CompletableFuture<IOException> written = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        try (Server server =
                serving(
                        connection -> {
                            connection.input().read();
                            begun.countDown();
                            byte[] part = new byte[100_000];
                            written.complete(
                                    assertThrows(
                                            IOException.class,
                                            () -> {
                                                while (true) {
                                                    connection.output().write(part);
                                                }
                                            }));
                        })) {
            Socket socket = connected(server);
            socket.getOutputStream().write(0);
            begun.await();
            socket.setSoLinger(true, 0);
            socket.close();
            written.get(30, TimeUnit.SECONDS);
            Servers.expectIdle(server);
        }
    }

    @Test
    @DisplayName("An interrupt while writing closes the connection before it comes back")
    void interrupted() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        AtomicLong written = new AtomicLong();
        try (Server server =
                        serving(
                                connection -> {
                                    thread.complete(Thread.currentThread());
                                    byte[] part = new byte[1_000_000];
                                    failure.complete(
                                            assertThrows(
                                                    IOException.class,
                                                    () -> {
                                                        while (true) {
                                                            connection.output().write(part);
                                                            written.addAndGet(part.length);
                                                        }
                                                    }));
                                });
                Socket socket = connected(server)) {
            socket.getOutputStream().write(0);
            Servers.await("the socket is full", () -> isWaiting(thread));
            thread.join().interrupt();
            assertInstanceOf(InterruptedIOException.class, failure.get(30, TimeUnit.SECONDS));
            Servers.expectIdle(server);
        }
    }

    private static boolean isWaiting(CompletableFuture<Thread> thread) {
        return thread.isDone() && thread.join().getState() == Thread.State.WAITING;
    }

    @Test
    @DisplayName("When the server closes, the other protocol has the grace time as well")
    void shutdown() throws Exception {
        CompletableFuture<Integer> begun = new CompletableFuture<>();
        CompletableFuture<Object> end = new CompletableFuture<>();
        try (Server server =
                        serving(
                                connection -> {
                                    begun.complete(connection.input().read());
                                    try {
                                        end.complete(connection.input().read());
                                    } catch (IOException e) {
                                        end.complete(e);
                                    }
                                });
                Socket socket = connected(server)) {
            socket.getOutputStream().write(0);
            begun.get(30, TimeUnit.SECONDS);
            CompletableFuture<Void> ended =
                    server.shutdown(Duration.ofMillis(1)).toCompletableFuture();
            ended.get(30, TimeUnit.SECONDS);
            // It was cut off: an end of input would say that the client had finished.
            assertInstanceOf(IOException.class, end.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    @DisplayName("What the other protocol throws costs its connection alone")
    void failing() throws Exception {
        try (Server server =
                        serving(
                                connection -> {
                                    throw new IllegalStateException("a bug of its");
                                });
                Peer other = Peer.silent(server);
                Peer peer = Peer.to(server)) {
            other.say("GET / HTTP/1.1\r\n\r\n");
            assertEquals("", other.text(Integer.MAX_VALUE));
            peer.get(1, "/").expect("HEADERS 1 END_STREAM :status=200");
        }
    }
}
