package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a client's calls, and servers and connections that are slow or gone")
@Timeout(60)
class ChannelLossTest {
    private static final CallOptions PLAIN = CallOptions.DEFAULT;

    @Test
    @DisplayName("a server that does not read: the sender waits, and little of it is kept")
    void backPressure() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        Services services =
                Services.builder()
                        .clientStreaming(
                                Echoes.JOIN,
                                (requests, call) -> {
                                    read.await();
                                    long octets = 0;
                                    for (String each : requests) {
                                        octets += each.length();
                                    }
                                    return String.valueOf(octets);
                                })
                        .build();
        int size = 8 << 10;
        int count = 16_384;
        try (Pair pair = Pair.of(services);
                ClientCall<String, String> call = pair.channel().open(Echoes.JOIN, PLAIN)) {
            String piece = "m".repeat(size);
            AtomicInteger sent = new AtomicInteger();
            Thread sender =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            while (sent.get() < count) {
                                                call.send(piece);
                                                sent.incrementAndGet();
                                            }
                                            call.halfClose();
                                        } catch (RpcException e) {
                                            throw new AssertionError(e);
                                        }
                                    });
            int before;
            do { // a sender that does not wait comes to its end here
                before = sent.get();
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            } while (before == 0 || sent.get() != before);
            assertTrue(sent.get() < count / 4, () -> sent + " of " + count + " were sent");
            read.countDown();
            assertEquals(String.valueOf((long) size * count), call.next());
            assertNull(call.next());
            sender.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("a connection that is lost in the middle is UNAVAILABLE, and a new one is made")
    void lost(String client) throws Exception {
        BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
        Services services =
                Services.builder()
                        .with(Hearing.lasting(ended))
                        .unary(Echoes.SAY, (r, c) -> r)
                        .build();
        try (Server server = Pair.serve(services, ServiceOptions.DEFAULT);
                Relay relay = new Relay(Pair.port(server));
                Channel channel = Pair.to("127.0.0.1:" + relay.port()).open()) {
            if (client.equals("direct")) {
                try (ClientCall<String, String> call = channel.open(Echoes.TALK, PLAIN)) {
                    assertEquals("begun", call.next());
                    relay.cut();
                    RpcException lost = assertThrows(RpcException.class, call::next);
                    assertEquals(Code.UNAVAILABLE, lost.status().code());
                }
            } else {
                Hearing hearing = new Hearing();
                var run = channel.run(Echoes.TALK, hearing, PLAIN).toCompletableFuture();
                hearing.heard.await();
                relay.cut();
                assertEquals(Code.UNAVAILABLE, run.join().status().code());
                assertEquals(List.of("begun"), run.join().context());
            }
            assertTrue(ended.take());
            assertEquals("a", channel.unary(Echoes.SAY, "a", PLAIN.waitingForReady(true)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("a server that hangs up before it has said anything is UNAVAILABLE at once")
    void hangsUp(String client) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    while (true) {
                                        Socket socket = listening.accept();
                                        socket.close();
                                    }
                                } catch (java.io.IOException closed) {
                                    // The test is over.
                                }
                            });
            try (Channel channel = Pair.to("127.0.0.1:" + listening.getLocalPort()).open()) {
                Caller.Heard heard =
                        Caller.of(client).call(channel, Echoes.SAY, List.of("a"), PLAIN);
                assertEquals(Code.UNAVAILABLE, heard.status().code());
                assertFalse(heard.status().message().isEmpty());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("nobody listens: UNAVAILABLE with the reason, or the deadline, or patience")
    void waitForReady(String client) throws Exception {
        int port;
        try (Server gone = Pair.serve(Echoes.direct(), ServiceOptions.DEFAULT)) {
            port = Pair.port(gone);
        }
        Caller caller = Caller.of(client);
        try (Channel channel = Pair.to("127.0.0.1:" + port).open()) {
            Caller.Heard heard = caller.call(channel, Echoes.SAY, List.of("a"), PLAIN);
            assertEquals(Code.UNAVAILABLE, heard.status().code());
            assertTrue(heard.status().message().contains("" + port), heard.status()::message);

            CallOptions waiting = PLAIN.waitingForReady(true);
            heard =
                    caller.call(
                            channel,
                            Echoes.SAY,
                            List.of("a"),
                            waiting.within(Duration.ofMillis(300)));
            assertEquals(Code.DEADLINE_EXCEEDED, heard.status().code());
            assertTrue(heard.status().message().contains("" + port), heard.status()::message);

            CompletableFuture<Caller.Heard> patient =
                    CompletableFuture.supplyAsync(
                            () -> caller.call(channel, Echoes.SAY, List.of("a"), waiting));
            try (Server back = Pair.serve(GrpcEngine.find().handler(Echoes.direct()), port)) {
                assertEquals(List.of("a"), patient.join().messages());
                assertTrue(back.statistics().open() >= 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("a server that shuts down: what runs may finish, what is new goes elsewhere")
    void goAway(String client) throws Exception {
        Server first = Pair.serve(Echoes.direct(), ServiceOptions.DEFAULT);
        int port = Pair.port(first);
        try (Channel channel = Pair.to("127.0.0.1:" + port).open();
                ClientCall<String, String> call = channel.open(Echoes.TALK, PLAIN)) {
            call.send("before");
            assertEquals("before", call.next());
            var closed = first.shutdown(Duration.ofSeconds(30)).toCompletableFuture();
            call.send("after");
            assertEquals("after", call.next());
            Caller caller = Caller.of(client);
            try (Server second = serveAgain(port)) {
                Caller.Heard heard =
                        caller.call(
                                channel,
                                Echoes.TALK,
                                List.of("new"),
                                PLAIN.waitingForReady(true).within(Duration.ofSeconds(30)));
                assertEquals(List.of("new"), heard.messages(), heard::toString);
                assertEquals(1, second.statistics().open());
                call.send("still");
                assertEquals("still", call.next());
                call.halfClose();
                assertNull(call.next());
                closed.join();
            }
        } finally {
            first.close();
        }
    }

    /** A port is free a moment after its server has stopped listening: its loop gives it back. */
    private static Server serveAgain(int port) throws Exception {
        long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                return Pair.serve(GrpcEngine.find().handler(Echoes.folded()), port);
            } catch (IOException taken) {
                if (System.nanoTime() > patience) {
                    throw taken;
                }
                Thread.sleep(1);
            }
        }
    }

    @Test
    @DisplayName("a channel that is closed ends its calls, those that wait too, and takes no more")
    void closed() throws Exception {
        BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
        int nobody;
        try (Server gone = Pair.serve(Echoes.direct(), ServiceOptions.DEFAULT)) {
            nobody = Pair.port(gone);
        }
        try (Pair pair = Pair.of(Hearing.lasting(ended))) {
            Channel channel = pair.channel();
            Hearing hearing = new Hearing();
            var run = channel.run(Echoes.TALK, hearing, PLAIN).toCompletableFuture();
            hearing.heard.await();
            channel.shutdown(Duration.ZERO).toCompletableFuture().join();
            assertEquals(Code.UNAVAILABLE, run.join().status().code());
            assertEquals(List.of("begun"), run.join().context());
            assertEquals(1, hearing.outcomes.size());
            for (String style : List.of("direct", "folded")) {
                assertEquals(
                        Code.UNAVAILABLE,
                        Caller.of(style)
                                .call(channel, Echoes.SAY, List.of("a"), PLAIN)
                                .status()
                                .code());
            }
        }
        Channel lonely = Pair.to("127.0.0.1:" + nobody).open();
        Hearing hearing = new Hearing();
        var waiting =
                lonely.run(Echoes.TALK, hearing, PLAIN.waitingForReady(true)).toCompletableFuture();
        lonely.close();
        assertEquals(Code.UNAVAILABLE, waiting.join().status().code());
        assertEquals(1, hearing.outcomes.size());
    }
}
