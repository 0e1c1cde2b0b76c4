package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.server.Server;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
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
        try (Pair below = Pair.of(Hearing.lasting(ended))) {
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
        try (Pair pair = Pair.of(Hearing.lasting(ended));
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
        try (Pair pair = Pair.of(Hearing.lasting(ended))) {
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
}
