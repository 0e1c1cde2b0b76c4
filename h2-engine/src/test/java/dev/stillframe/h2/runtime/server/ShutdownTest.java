package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a server ends. */
@Timeout(40)
class ShutdownTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final ResponseHead OK = ResponseHead.of(200);
    private static final String FIRST = "GOAWAY 2147483647 NO_ERROR the server shuts down";

    private static boolean isRefused(Server server) {
        try {
            Peer.silent(server).close();
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("Section 6.8: GOAWAY twice, streams finish, then the connection closes")
    void graceful() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Server server =
                Servers.direct(
                        exchange -> {
                            release.await();
                            exchange.respond(OK, Octets.EMPTY);
                        });
        try (server;
                Peer peer = Peer.to(server)) {
            peer.get(1, "/");
            Servers.await("it runs", () -> server.statistics().streams() == 1);
            CompletableFuture<Void> ended = server.shutdown(LONG).toCompletableFuture();
            peer.expect(FIRST);
            Servers.await("nobody is let in any more", () -> isRefused(server));
            Frame.Ping ping = assertInstanceOf(Frame.Ping.class, peer.frame());
            peer.get(3, "/"); // it was on its way
            peer.send(Wire.of().ping(true, ping.opaque()));
            peer.expect("GOAWAY 3 NO_ERROR the server shuts down");
            assertFalse(ended.isDone());
            release.countDown();
            Set<String> answers = Set.of(peer.line(), peer.line());
            assertEquals(
                    Set.of("HEADERS 1 END_STREAM :status=200", "HEADERS 3 END_STREAM :status=200"),
                    answers);
            peer.eof();
            ended.get(30, TimeUnit.SECONDS); // after a second of ours, for the peer does not close
        }
        Servers.expectIdle(server);
    }

    @Test
    @DisplayName("When the grace time is over, what is left is closed; its handlers are told")
    void grace() throws Exception {
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        Server server =
                Servers.direct(
                        exchange ->
                                told.complete(assertThrows(StreamException.class, exchange::read)));
        try (server;
                Peer peer = Peer.to(server);
                Peer silent = Peer.silent(server)) {
            peer.post(1, "/");
            Servers.await("it runs", () -> server.statistics().streams() == 1);
            server.shutdown(Duration.ofMillis(1)).toCompletableFuture().get(30, TimeUnit.SECONDS);
            told.get(30, TimeUnit.SECONDS);
            peer.closed();
            silent.closed();
        }
        Servers.expectIdle(server);
    }

    @Test
    @DisplayName("A second shutdown may shorten the first; close after it waits for the same end")
    void twice() throws Exception {
        Server server = Servers.direct(exchange -> exchange.read());
        Peer peer = Peer.to(server);
        peer.post(1, "/");
        Servers.await("it runs", () -> server.statistics().streams() == 1);
        CompletableFuture<Void> first = server.shutdown(LONG).toCompletableFuture();
        CompletableFuture<Void> second =
                server.shutdown(Duration.ofMillis(1)).toCompletableFuture();
        second.get(30, TimeUnit.SECONDS);
        first.get(30, TimeUnit.SECONDS);
        server.close();
        server.shutdown(LONG).toCompletableFuture().get(30, TimeUnit.SECONDS);
        peer.closed();
        peer.close();
    }

    @Test
    @DisplayName("A handler may close its server: its own stream ends with the grace time")
    void fromHandler() throws Exception {
        AtomicReference<Server> itself = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        Server server =
                Servers.direct(
                        exchange -> {
                            itself.get().close();
                            closed.countDown();
                        });
        itself.set(server);
        try (Peer peer = Peer.to(server)) {
            peer.get(1, "/");
            closed.await();
            peer.closed();
        }
    }

    @Test
    @DisplayName("A fold may close its server: it does not wait for itself")
    void fromFold() throws Exception {
        AtomicReference<Server> itself = new AtomicReference<>();
        Fold<String> fold =
                new Fold<>() {
                    @Override
                    public String initial() {
                        return "";
                    }

                    @Override
                    public List<Action<String>> on(Signal signal, String context) {
                        if (signal instanceof Signal.Request) {
                            itself.get().close();
                            return List.of(new Action.Respond<>(OK), new Action.Close<>());
                        }
                        return List.of();
                    }
                };
        Server server = Servers.folding(fold);
        itself.set(server);
        try (Peer peer = Peer.to(server)) {
            peer.get(1, "/").until("HEADERS 1 END_STREAM :status=200");
            peer.closed();
        }
        server.shutdown(LONG).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("A server that is closed has no thread of its own left, and its port is free")
    void threads() throws Exception {
        Set<Thread> others = Thread.getAllStackTraces().keySet();
        Server server = Servers.direct(exchange -> exchange.respond(OK, Octets.EMPTY));
        Peer peer = Peer.to(server);
        peer.get(1, "/").expect("HEADERS 1 END_STREAM :status=200");
        Set<Thread> ours = new HashSet<>(Thread.getAllStackTraces().keySet());
        ours.removeAll(others);
        ours.removeIf(thread -> !thread.getName().startsWith("stillframe-server"));
        assertFalse(ours.isEmpty());
        server.close();
        assertEquals(List.of(), ours.stream().filter(Thread::isAlive).toList());
        peer.closed();
        peer.close();
        Listener same = new Listener(server.addresses().getFirst(), null);
        try (Server next =
                Server.builder()
                        .listen(same)
                        .handler(exchange -> exchange.respond(OK, Octets.EMPTY))
                        .start()) {
            assertEquals(server.addresses(), next.addresses());
        }
    }
}
