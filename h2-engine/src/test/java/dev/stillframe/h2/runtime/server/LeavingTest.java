package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.runtime.tls.Fixtures;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a server leaves what does not end by itself, and what comes while it leaves. */
@Timeout(40)
class LeavingTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String FIRST = "GOAWAY 2147483647 NO_ERROR the server shuts down";

    /** Remembers the path and all content; answers where the content is "finish". */
    private static final class Patient implements Fold<String> {
        final BlockingQueue<Outcome<String>> outcomes = new LinkedBlockingQueue<>();

        @Override
        public String initial() {
            return "";
        }

        @Override
        public List<Action<String>> on(Signal signal, String context) {
            return switch (signal) {
                case Signal.Request request ->
                        List.of(new Action.Become<>(String.valueOf(request.head().path())));
                case Signal.Data data -> after(context, data.octets().utf8());
                case Signal.End ignored -> List.of();
                case Signal.Trailers ignored -> List.of();
                case Signal.Response ignored -> List.of();
                case Signal.Alarm ignored -> List.of();
            };
        }

        private static List<Action<String>> after(String context, String text) {
            List<Action<String>> actions = new ArrayList<>();
            actions.add(new Action.Become<>(context + " " + text));
            if (text.equals("finish")) {
                actions.add(new Action.Respond<>(ResponseHead.of(200)));
                actions.add(new Action.Close<>());
            }
            return actions;
        }

        @Override
        public void ended(Outcome<String> outcome) {
            outcomes.add(outcome);
        }

        Outcome<String> outcome() throws InterruptedException {
            return outcomes.take();
        }
    }

    private static void ended(CompletableFuture<Void> shutdown) throws Exception {
        shutdown.get(30, TimeUnit.SECONDS);
    }

    /** Lets the round trip pass after which the server says its last stream. */
    private static void acknowledged(Peer peer) throws IOException {
        Frame.Ping ping = assertInstanceOf(Frame.Ping.class, peer.frame());
        peer.send(Wire.of().ping(true, ping.opaque()));
    }

    @Test
    @DisplayName(
            "Section 6.8: after the last GOAWAY new streams are ignored and running ones finish; one"
                    + " that does not is cut when the grace time ends, and each fold's context is"
                    + " delivered")
    void stubborn() throws Exception {
        Patient fold = new Patient();
        try (Server server = Servers.folding(fold);
                Peer peer = Peer.to(server)) {
            peer.post(1, "/finishes").post(3, "/stays").data(3, Octets.utf8("one"), false);
            peer.ping("12345678");
            CompletableFuture<Void> ended = server.shutdown(LONG).toCompletableFuture();
            peer.expect(FIRST);
            acknowledged(peer);
            peer.expect("GOAWAY 3 NO_ERROR the server shuts down");

            peer.post(5, "/late").data(5, Octets.utf8("finish"), true);
            assertEquals(List.of(), peer.ping("abcdefgh"), "no answer to what came too late");
            peer.data(1, Octets.utf8("finish"), true);
            peer.expect("HEADERS 1 END_STREAM :status=200");
            assertEquals(new Outcome.Ok<>("/finishes finish"), fold.outcome());
            peer.data(3, Octets.utf8("two"), false);
            peer.ping("23456789");
            assertEquals(2, server.statistics().requests());
            assertEquals(1, server.statistics().streams(), "the stubborn one still runs");
            assertFalse(ended.isDone());

            CompletableFuture<Void> cut = server.shutdown(Duration.ZERO).toCompletableFuture();
            peer.expect("GOAWAY 3 NO_ERROR the server is closed").eof();
            End lost = new End.Lost(ErrorCode.NO_ERROR, false, "the server is closed");
            assertEquals(new Outcome.Failed<>(lost, "/stays one two"), fold.outcome());
            ended(cut);
            ended(ended);
            assertEquals(0, fold.outcomes.size(), "each context once");
            Servers.expectIdle(server);
        }
    }

    @Test
    @DisplayName("A connection's own drain time-out may end it before the server's grace time does")
    void drainTimeout() throws Exception {
        Patient fold = new Patient();
        Limits hasty = Limits.DEFAULT.toBuilder().drainTimeout(Duration.ofMillis(200)).build();
        try (Server server = Servers.builder().limits(hasty).fold(fold).start();
                Peer peer = Peer.to(server)) {
            peer.post(1, "/stays").ping("12345678");
            CompletableFuture<Void> ended = server.shutdown(LONG).toCompletableFuture();
            peer.expect(FIRST);
            acknowledged(peer);
            peer.until("GOAWAY 1 NO_ERROR streams did not end in time").eof();
            assertEquals(
                    new Outcome.Failed<>(
                            new End.Lost(ErrorCode.NO_ERROR, false, "streams did not end in time"),
                            "/stays"),
                    fold.outcome());
            ended(ended);
        }
    }

    @Test
    @DisplayName("Two that close it at once both wait for the end, and both return")
    void closedTwice() throws Exception {
        Patient fold = new Patient();
        Server server = Servers.builder().drain(LONG).fold(fold).start();
        try (Peer peer = Peer.to(server)) {
            peer.post(1, "/stays").ping("12345678");
            CountDownLatch begun = new CountDownLatch(2);
            AtomicInteger returned = new AtomicInteger();
            List<Thread> closing = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                closing.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            begun.countDown();
                                            server.close();
                                            returned.incrementAndGet();
                                        }));
            }
            begun.await();
            peer.expect(FIRST);
            acknowledged(peer);
            peer.expect("GOAWAY 1 NO_ERROR the server shuts down");
            assertEquals(0, returned.get(), "a stream runs still");
            peer.data(1, Octets.utf8("finish"), true)
                    .until("HEADERS 1 END_STREAM :status=200")
                    .eof();
            for (Thread thread : closing) {
                thread.join();
            }
            assertEquals(2, returned.get());
            server.close(); // and once more
            Servers.expectIdle(server);
        }
    }

    private static Server secure() throws IOException {
        Listener local = new Listener(Servers.LOCAL.address(), Fixtures.server("localhost-ec"));
        return Server.builder()
                .listen(local)
                .handler(exchange -> exchange.respond(ResponseHead.of(200), Octets.EMPTY))
                .start();
    }

    private static SSLSocket socket(Server server) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
        SSLSocket socket =
                (SSLSocket)
                        Fixtures.client()
                                .context()
                                .get()
                                .getSocketFactory()
                                .createSocket(address.getAddress(), address.getPort());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        return socket;
    }

    @Test
    @DisplayName("A TLS handshake under way does not hold up the end, and leaves nothing behind")
    void halfHandshake() throws Exception {
        try (Server server = secure();
                Peer half = Peer.silent(server);
                Peer nothing = Peer.silent(server)) {
            half.send(Wire.of().raw(0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc));
            Servers.await("both are in", () -> server.statistics().open() == 2);
            // The grace time is for streams: who has none yet is not waited for so long.
            ended(server.shutdown(LONG).toCompletableFuture());
            half.closed();
            nothing.closed();
            Servers.expectIdle(server);
        }
    }

    @Test
    @DisplayName("A handshake that ends after the server began to leave is told so, in HTTP/2")
    void lateHandshake() throws Exception {
        try (Server server = secure()) {
            // The time for a late handshake is short; the first of a JVM takes long.
            Peer.on(socket(server)).greet().close();
            Servers.expectIdle(server);
            try (Peer peer = Peer.on(socket(server))) {
                Servers.await("it is in", () -> server.statistics().open() == 1);
                CompletableFuture<Void> ended = server.shutdown(LONG).toCompletableFuture();
                // The handshake comes with the first octets.
                peer.send(Wire.of().preface().settings().settingsAck()).get(1, "/");
                peer.expectLike("SETTINGS.*").until(FIRST);
                peer.until("HEADERS 1 END_STREAM :status=200");
                peer.untilLike("GOAWAY 1 NO_ERROR .*");
                peer.eof();
                ended(ended);
            }
            Servers.expectIdle(server);
        }
    }

    @Test
    @DisplayName("Who comes while it leaves is turned away or told; then the port is free")
    void crowd() throws Exception {
        for (int round = 0; round < 10; round++) {
            Server server =
                    Servers.direct(
                            exchange -> exchange.respond(ResponseHead.of(200), Octets.EMPTY));
            InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
            CountDownLatch served = new CountDownLatch(8);
            CountDownLatch over = new CountDownLatch(8);
            BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
            for (int i = 0; i < 8; i++) {
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        comeUntilClosed(address, served);
                                    } catch (Throwable e) {
                                        failures.add(e);
                                    } finally {
                                        served.countDown();
                                        over.countDown();
                                    }
                                });
            }
            served.await();
            server.close();
            over.await();
            assertEquals(List.of(), List.copyOf(failures));
            Servers.expectIdle(server);
            try (Server next =
                    Server.builder()
                            .listen(new Listener(address, null))
                            .handler(
                                    exchange ->
                                            exchange.respond(ResponseHead.of(200), Octets.EMPTY))
                            .start()) {
                assertEquals(List.of(address), next.addresses());
            }
        }
    }

    /** Comes again and again, each time to an answer or to an end, until nobody listens. */
    private static void comeUntilClosed(InetSocketAddress address, CountDownLatch served)
            throws IOException {
        while (true) {
            try (Peer peer = Peer.on(new Socket(address.getAddress(), address.getPort()))) {
                peer.send(Wire.of().preface().settings().settingsAck()).get(1, "/");
                while (!peer.line().equals("HEADERS 1 END_STREAM :status=200")) {
                    // SETTINGS and what belongs to it, or GOAWAY.
                }
                served.countDown();
            } catch (ConnectException e) {
                return;
            } catch (EOFException | SocketException e) {
                // It was closed before it was let in, or cut with the others.
            }
        }
    }
}
