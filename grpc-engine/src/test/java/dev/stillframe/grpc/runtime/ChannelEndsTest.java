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
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.server.Server;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("how a client's calls end before their time")
@Timeout(60)
class ChannelEndsTest {
    private static final String BOTH = "style of the server: {0}, of the client: {1}";
    private static final CallOptions PLAIN = CallOptions.DEFAULT;

    /** Says a thing at once, and never ends; tells of its calls' ends. */
    private static Services lasting(BlockingQueue<Boolean> ended) {
        return Services.builder()
                .bidirectional(
                        Echoes.TALK,
                        (requests, responses, call) -> {
                            responses.send("begun");
                            try {
                                new CountDownLatch(1).await();
                            } finally {
                                ended.add(call.isCancelled());
                            }
                        })
                .build();
    }

    /** Keeps what it hears, and its end. */
    private static final class Hearing implements Machine<List<String>, String, String> {
        final BlockingQueue<Outcome<List<String>>> outcomes = new LinkedBlockingQueue<>();
        final CountDownLatch heard = new CountDownLatch(1);

        @Override
        public List<String> initial() {
            return List.of();
        }

        @Override
        public List<Action<List<String>, String>> on(Signal<String> signal, List<String> all) {
            if (signal instanceof Signal.Message<String> message) {
                List<String> more = new ArrayList<>(all);
                more.add(message.message());
                heard.countDown();
                return List.of(new Action.Become<>(List.copyOf(more)));
            }
            return List.of();
        }

        @Override
        public void ended(Outcome<List<String>> outcome) {
            outcomes.add(outcome);
        }
    }

    @ParameterizedTest(name = BOTH)
    @CsvSource({"direct,direct", "direct,folded", "folded,direct", "folded,folded"})
    @DisplayName("a deadline that runs out is DEADLINE_EXCEEDED, for each kind")
    void deadline(String server, String client) throws Exception {
        CallOptions soon = PLAIN.within(Duration.ofMillis(200));
        try (Pair pair = Pair.of(Echoes.of(server))) {
            for (var method : List.of(Echoes.SAY, Echoes.JOIN, Echoes.COUNT, Echoes.TALK)) {
                Caller.Heard heard =
                        Caller.of(client).call(pair.channel(), method, List.of(Echoes.WAIT), soon);
                assertEquals(Code.DEADLINE_EXCEEDED, heard.status().code(), method::toString);
            }
            RpcException late =
                    assertThrows(
                            RpcException.class,
                            () -> pair.channel().unary(Echoes.SAY, Echoes.WAIT, soon));
            assertEquals(Code.DEADLINE_EXCEEDED, late.status().code());
            Caller.Heard never =
                    Caller.of(client)
                            .call(
                                    pair.channel(),
                                    Echoes.SAY,
                                    List.of("a"),
                                    PLAIN.within(Duration.ZERO));
            assertEquals(Code.DEADLINE_EXCEEDED, never.status().code());
        }
    }

    @Test
    @DisplayName("the channel's own time-out counts where a call has none")
    void channelTimeout() throws Exception {
        try (Server server = Pair.serve(Echoes.direct(), ServiceOptions.DEFAULT);
                Channel channel = Pair.to(server).timeout(Duration.ofMillis(100)).open()) {
            RpcException late =
                    assertThrows(
                            RpcException.class,
                            () -> channel.unary(Echoes.SAY, Echoes.WAIT, PLAIN));
            assertEquals(Code.DEADLINE_EXCEEDED, late.status().code());
        }
    }

    @Test
    @DisplayName("a call on behalf of another has no later deadline")
    void deadlineOfParent() throws Exception {
        BlockingQueue<Duration> left = new LinkedBlockingQueue<>();
        Services leaf =
                Services.builder()
                        .unary(
                                Echoes.SAY,
                                (request, call) -> {
                                    Duration remaining = call.remaining();
                                    left.add(remaining == null ? Duration.ZERO : remaining);
                                    new CountDownLatch(1).await();
                                    return request;
                                })
                        .build();
        try (Pair below = Pair.of(leaf);
                Pair above = Pair.of(calling(below.channel()))) {
            RpcException late =
                    assertThrows(
                            RpcException.class,
                            () ->
                                    above.channel()
                                            .unary(
                                                    Echoes.SAY,
                                                    "a",
                                                    PLAIN.within(Duration.ofMillis(500))));
            assertEquals(Code.DEADLINE_EXCEEDED, late.status().code());
            Duration told = left.take();
            assertTrue(
                    told.isPositive() && told.compareTo(Duration.ofMillis(500)) <= 0,
                    told::toString);
        }
    }

    private static Services calling(Channel next) {
        return Services.builder()
                .unary(
                        Echoes.SAY,
                        (request, call) ->
                                next.unary(
                                        Echoes.SAY,
                                        request,
                                        call.options().within(Duration.ofMinutes(1)).under(call)))
                .build();
    }

    @Test
    @DisplayName("a call on behalf of another ends with it, whoever waits for it")
    void cancelledWithParent() throws Exception {
        BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
        BlockingQueue<CompletableFuture<Outcome<List<String>>>> runs = new LinkedBlockingQueue<>();
        try (Pair below = Pair.of(lasting(ended))) {
            Services middle =
                    Services.builder()
                            .bidirectional(
                                    Echoes.TALK,
                                    (requests, responses, call) -> {
                                        Hearing hearing = new Hearing();
                                        runs.add(
                                                below.channel()
                                                        .run(Echoes.TALK, hearing, call.options())
                                                        .toCompletableFuture());
                                        hearing.heard.await();
                                        responses.send("begun");
                                        new CountDownLatch(1).await();
                                    })
                            .build();
            try (Pair above = Pair.of(middle);
                    ClientCall<String, String> call = above.channel().open(Echoes.TALK, PLAIN)) {
                assertEquals("begun", call.next());
                call.cancel();
                Outcome<List<String>> outcome = runs.take().join();
                assertEquals(Code.CANCELLED, outcome.status().code());
                assertEquals(List.of("begun"), outcome.context());
                assertTrue(ended.take());
            }
        }
    }

    @Test
    @DisplayName("cancel: next says so, the server is told, and the connection lives on")
    void cancel() throws Exception {
        BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
        try (Pair pair = Pair.of(lasting(ended));
                ClientCall<String, String> call = pair.channel().open(Echoes.TALK, PLAIN)) {
            assertEquals("begun", call.next());
            call.cancel();
            RpcException cancelled = assertThrows(RpcException.class, call::next);
            assertEquals(Code.CANCELLED, cancelled.status().code());
            assertTrue(ended.take());
            RpcException unsent = assertThrows(RpcException.class, () -> call.send("more"));
            assertEquals(Code.CANCELLED, unsent.status().code());
            try (ClientCall<String, String> other = pair.channel().open(Echoes.TALK, PLAIN)) {
                assertEquals("begun", other.next());
            }
            assertTrue(ended.take()); // closing cancels as well
            assertEquals(1, pair.server().statistics().open());
        }
    }

    @Test
    @DisplayName("cancelling a machine's future ends the call, once, with its context")
    void cancelRun() throws Exception {
        BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
        try (Pair pair = Pair.of(lasting(ended))) {
            Hearing hearing = new Hearing();
            CompletableFuture<Outcome<List<String>>> run =
                    pair.channel().run(Echoes.TALK, hearing, PLAIN).toCompletableFuture();
            hearing.heard.await();
            run.cancel(false);
            Outcome<List<String>> outcome = run.join();
            assertEquals(Code.CANCELLED, outcome.status().code());
            assertEquals(List.of("begun"), outcome.context());
            assertEquals(List.of(outcome), List.copyOf(hearing.outcomes));
            assertTrue(ended.take());
        }
    }

    @Test
    @DisplayName("cancelling a unary call's future resets its stream")
    void cancelAsync() throws Exception {
        BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
        CountDownLatch asked = new CountDownLatch(1);
        Services services =
                Services.builder()
                        .unary(
                                Echoes.SAY,
                                (request, call) -> {
                                    call.onCancel(() -> ended.add(true));
                                    asked.countDown();
                                    new CountDownLatch(1).await();
                                    return request;
                                })
                        .build();
        try (Pair pair = Pair.of(services)) {
            CompletableFuture<String> answer =
                    pair.channel().unaryAsync(Echoes.SAY, "a", PLAIN).toCompletableFuture();
            asked.await();
            assertTrue(answer.cancel(false));
            assertTrue(ended.take());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unary", "next", "send"})
    @DisplayName("a thread that is interrupted gets CANCELLED and stays interrupted")
    void interrupt(String where) throws Exception {
        BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
        CountDownLatch asked = new CountDownLatch(2);
        Services services =
                Services.builder()
                        .unary(
                                Echoes.SAY,
                                (request, call) -> {
                                    call.onCancel(() -> ended.add(true));
                                    asked.countDown();
                                    asked.await();
                                    new CountDownLatch(1).await();
                                    return request;
                                })
                        .bidirectional(
                                Echoes.TALK,
                                (requests, responses, call) -> {
                                    call.onCancel(() -> ended.add(true));
                                    asked.countDown();
                                    asked.await();
                                    new CountDownLatch(1).await();
                                })
                        .build();
        try (Pair pair = Pair.of(services)) {
            CompletableFuture<String> end = new CompletableFuture<>();
            Thread thread =
                    Thread.ofVirtual()
                            .start(() -> end.complete(interrupted(pair.channel(), where)));
            asked.countDown();
            asked.await();
            thread.interrupt();
            assertEquals("CANCELLED true", end.join());
            assertTrue(ended.take());
        }
    }

    private static String interrupted(Channel channel, String where) {
        try {
            if (where.equals("unary")) {
                channel.unary(Echoes.SAY, "a", PLAIN);
            } else {
                try (ClientCall<String, String> call = channel.open(Echoes.TALK, PLAIN)) {
                    while (where.equals("send")) {
                        call.send("m".repeat(10_000));
                    }
                    call.next();
                }
            }
            return "no end";
        } catch (RpcException e) {
            return e.status().code() + " " + Thread.currentThread().isInterrupted();
        }
    }

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
                Services.builder().with(lasting(ended)).unary(Echoes.SAY, (r, c) -> r).build();
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
            try (Server second = Pair.serve(GrpcEngine.find().handler(Echoes.folded()), port)) {
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

    @Test
    @DisplayName("a channel that is closed ends its calls, those that wait too, and takes no more")
    void closed() throws Exception {
        BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
        int nobody;
        try (Server gone = Pair.serve(Echoes.direct(), ServiceOptions.DEFAULT)) {
            nobody = Pair.port(gone);
        }
        try (Pair pair = Pair.of(lasting(ended))) {
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
