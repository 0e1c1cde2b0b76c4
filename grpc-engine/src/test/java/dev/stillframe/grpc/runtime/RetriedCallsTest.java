package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.server.DirectHandler;
import dev.stillframe.api.server.Server;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("calls that are attempted again (A6)")
@Timeout(60)
class RetriedCallsTest {
    private static final CallOptions PLAIN = CallOptions.DEFAULT;
    private static final DirectHandler UNAVAILABLE = Scripted.fails(14);

    /** Retries soon. */
    static final String SOON = "'initialBackoff':'0.01s','maxBackoff':'0.05s'";

    /** Retries so late that no test waits for it. */
    static final String LATE = "'initialBackoff':'1000s','maxBackoff':'1000s'";

    static String retries(int attempts, String delays) {
        return """
                {'methodConfig':[{'name':[{}],'retryPolicy':{'maxAttempts':%d,%s,
                 'backoffMultiplier':2,'retryableStatusCodes':['UNAVAILABLE']}}]}
                """
                .formatted(attempts, delays)
                .replace('\'', '"');
    }

    static Channel channel(Scripted server, String config) {
        return Pair.to(server.target()).serviceConfig(config).open();
    }

    /** A call in one of the styles, of which the blocking one is for a unary method. */
    static Caller.Heard say(String style, Channel channel, CallOptions options) {
        if (!style.equals("blocking")) {
            return Caller.of(style).call(channel, Echoes.SAY, List.of("a"), options);
        }
        try {
            String answer = channel.unary(Echoes.SAY, "a", options);
            return new Caller.Heard(List.of(answer), options.metadata(), Status.OK, null);
        } catch (RpcException e) {
            return new Caller.Heard(List.of(), options.metadata(), e.status(), e.trailers());
        }
    }

    @AfterEach
    void nothingIsLeft() {
        Book.await("no timer is left", () -> Deadlines.pending() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("a call that failed with a status of the policy is made again, and says how often")
    void retry(String style) throws Exception {
        try (Scripted server = new Scripted(UNAVAILABLE, UNAVAILABLE, Scripted.ECHOES);
                Channel channel = channel(server, retries(4, SOON))) {
            Caller.Heard heard = say(style, channel, PLAIN);
            assertEquals(Status.OK, heard.status());
            assertEquals(List.of("a"), heard.messages());
            assertEquals(List.of("-", "1", "2"), server.previous());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("no more often than the policy says, and not with another status")
    void enough(String style) throws Exception {
        try (Scripted server = new Scripted(UNAVAILABLE);
                Channel channel = channel(server, retries(3, SOON))) {
            assertEquals(Code.UNAVAILABLE, say(style, channel, PLAIN).status().code());
            assertEquals(3, server.requests.size());
        }
        try (Scripted server = new Scripted(Scripted.fails(13));
                Channel channel = channel(server, retries(3, SOON))) {
            assertEquals(Code.INTERNAL, say(style, channel, PLAIN).status().code());
            assertEquals(1, server.requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("a call whose response has begun is not made again")
    void committed(String style) throws Exception {
        try (Scripted server = new Scripted(Scripted.saysAndFails("x", 14));
                Channel channel = channel(server, retries(3, SOON))) {
            assertEquals(Code.UNAVAILABLE, say(style, channel, PLAIN).status().code());
            assertEquals(1, server.requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("no retry policy, or none that is followed: once")
    void once(String style) throws Exception {
        try (Scripted server = new Scripted(UNAVAILABLE);
                Channel channel = Pair.to(server.target()).open();
                Channel without =
                        Pair.to(server.target())
                                .serviceConfig(retries(3, SOON))
                                .withoutRetries()
                                .open()) {
            assertEquals(Code.UNAVAILABLE, say(style, channel, PLAIN).status().code());
            assertEquals(1, server.requests.size());
            assertEquals(Code.UNAVAILABLE, say(style, without, PLAIN).status().code());
            assertEquals(2, server.requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("push-back: the server's delay counts, or that it wants no other attempt")
    void pushback(String style) throws Exception {
        DirectHandler soon = Scripted.fails(14, "grpc-retry-pushback-ms", "5");
        DirectHandler never = Scripted.fails(14, "grpc-retry-pushback-ms", "-1");
        try (Scripted server = new Scripted(soon, soon, Scripted.ECHOES);
                Channel channel = channel(server, retries(4, LATE))) {
            assertEquals(Status.OK, say(style, channel, PLAIN).status());
            assertEquals(3, server.requests.size());
        }
        try (Scripted server = new Scripted(never);
                Channel channel = channel(server, retries(4, SOON))) {
            assertEquals(Code.UNAVAILABLE, say(style, channel, PLAIN).status().code());
            assertEquals(1, server.requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("throttling: with half of the tokens gone nothing is retried, for all calls")
    void throttling(String style) throws Exception {
        String config = retries(5, SOON).strip();
        config =
                config.substring(0, config.length() - 1)
                        + ",\"retryThrottling\":{\"maxTokens\":4,\"tokenRatio\":0.1}}";
        try (Scripted server = new Scripted(UNAVAILABLE);
                Channel channel = channel(server, config)) {
            assertEquals(Code.UNAVAILABLE, say(style, channel, PLAIN).status().code());
            assertEquals(2, server.requests.size());
            assertEquals(Code.UNAVAILABLE, say(style, channel, PLAIN).status().code());
            assertEquals(3, server.requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("a stream that was refused is sent again once, without any policy")
    void refused(String style) throws Exception {
        try (Scripted server = new Scripted(Scripted.REFUSES, Scripted.ECHOES);
                Channel channel = Pair.to(server.target()).open()) {
            Caller.Heard heard = say(style, channel, PLAIN);
            assertEquals(Status.OK, heard.status());
            assertEquals(List.of("a"), heard.messages());
            assertEquals(List.of("-", "-"), server.previous());
        }
        try (Scripted server = new Scripted(Scripted.REFUSES);
                Channel channel = Pair.to(server.target()).open()) {
            assertEquals(Code.UNAVAILABLE, say(style, channel, PLAIN).status().code());
            assertEquals(2, server.requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("a call that GOAWAY says was not processed is sent again once")
    void goAway(String style) throws Exception {
        try (Leaving leaving = new Leaving();
                Channel channel = Pair.to("127.0.0.1:" + leaving.port()).open()) {
            assertEquals(Code.UNAVAILABLE, say(style, channel, PLAIN).status().code());
            assertEquals(2, leaving.requests.get());
        }
        try (Leaving leaving = new Leaving();
                Scripted server = new Scripted(Scripted.ECHOES);
                Channel channel =
                        Pair.to("static:///127.0.0.1:" + leaving.port() + "," + server.target())
                                .roundRobin()
                                .open()) {
            for (int i = 0; i < 6; i++) {
                assertEquals(Status.OK, say(style, channel, PLAIN).status());
            }
            assertEquals(6, server.requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("what a client has streamed is sent again from the beginning")
    void streamed(String style) throws Exception {
        try (Scripted server =
                        new Scripted(
                                Scripted.readsAndFails(12, 14), Scripted.REFUSES, Scripted.ECHOES);
                Channel channel = channel(server, retries(4, SOON))) {
            List<String> all = List.of("a", "b", "c", "d");
            Caller.Heard heard = Caller.of(style).call(channel, Echoes.JOIN, all, PLAIN);
            assertEquals(List.of("a,b,c,d"), heard.messages(), heard::toString);
            assertEquals(List.of("-", "1", "1"), server.previous());
        }
    }

    @Test
    @DisplayName("a sender that nobody reads beside finds its messages sent again")
    void onlySending() throws Exception {
        try (Scripted server = new Scripted(Scripted.readsAndFails(6, 14), Scripted.ECHOES);
                Channel channel = channel(server, retries(2, SOON));
                ClientCall<String, String> call = channel.open(Echoes.JOIN, PLAIN)) {
            call.send("a");
            while (server.requests.size() < 2) {
                Thread.onSpinWait();
            }
            call.send("b");
            call.halfClose();
            assertEquals("a,b", call.next());
        }
    }

    @Test
    @DisplayName("a call that has sent more than is kept goes on, but is not made again")
    void buffers() throws Exception {
        String config = retries(3, SOON);
        ChannelOptions.Retries little = new ChannelOptions.Retries(true, 20, 1000);
        try (Scripted server = new Scripted(Scripted.readsAndFails(40, 14), Scripted.ECHOES);
                Channel channel =
                        Pair.to(server.target()).serviceConfig(config).retries(little).open();
                ClientCall<String, String> call = channel.open(Echoes.JOIN, PLAIN)) {
            call.send("0123456789");
            call.send("0123456789");
            call.send("0123456789");
            RpcException failed = assertThrows(RpcException.class, call::next);
            assertEquals(Code.UNAVAILABLE, failed.status().code());
            assertEquals(1, server.requests.size());
        }
    }

    // ---- ends

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("the deadline ends a call between two attempts, which says what has failed")
    void deadline(String style) throws Exception {
        String config = retries(3, "'initialBackoff':'0.4s','maxBackoff':'0.4s'");
        try (Scripted server = new Scripted(UNAVAILABLE, Scripted.WAITS);
                Channel channel = channel(server, config)) {
            Status status = say(style, channel, PLAIN.within(Duration.ofSeconds(1))).status();
            assertEquals(Code.DEADLINE_EXCEEDED, status.code());
            assertEquals(2, server.requests.size());
            assertTrue(server.givenUp.take());
        }
        // A retry beyond the deadline is not waited for.
        try (Scripted server = new Scripted(UNAVAILABLE);
                Channel channel = channel(server, retries(3, LATE))) {
            Status status = say(style, channel, PLAIN.within(Duration.ofMinutes(1))).status();
            assertEquals(Code.UNAVAILABLE, status.code());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"blocking", "direct", "folded"})
    @DisplayName("a channel that is closed ends calls between two attempts")
    void closed(String style) throws Exception {
        try (Scripted server = new Scripted(UNAVAILABLE)) {
            Channel channel = channel(server, retries(3, LATE));
            CompletableFuture<Caller.Heard> heard = new CompletableFuture<>();
            heard.completeAsync(
                    () -> say(style, channel, PLAIN), task -> Thread.ofVirtual().start(task));
            while (server.requests.isEmpty()) {
                Thread.onSpinWait();
            }
            channel.close();
            assertEquals(Code.UNAVAILABLE, heard.join().status().code());
            assertEquals(1, server.requests.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("a call on behalf of another ends with it, between two attempts as well")
    void cancelledWithParent(String style) throws Exception {
        BlockingQueue<Caller.Heard> ends = new LinkedBlockingQueue<>();
        try (Scripted below = new Scripted(UNAVAILABLE);
                Channel next = channel(below, retries(3, LATE))) {
            Services middle =
                    Services.builder()
                            .unary(
                                    Echoes.SAY,
                                    (request, call) -> {
                                        CompletableFuture<Caller.Heard> child =
                                                new CompletableFuture<>();
                                        CallOptions options = call.options();
                                        child.completeAsync(
                                                () -> say(style, next, options),
                                                task -> Thread.ofVirtual().start(task));
                                        child.thenAccept(ends::add);
                                        return child.get().status().toString();
                                    })
                            .build();
            try (Server server = Pair.serve(middle, ServiceOptions.DEFAULT);
                    Channel above = Pair.to(server).open();
                    ClientCall<String, String> call = above.open(Echoes.SAY, PLAIN)) {
                call.send("a");
                call.halfClose();
                while (below.requests.isEmpty()) {
                    Thread.onSpinWait();
                }
                call.cancel();
                assertEquals(Code.CANCELLED, ends.take().status().code());
                assertEquals(1, below.requests.size());
            }
        }
    }

    @Test
    @DisplayName("a config with a fault opens no channel, and says where the fault is")
    void faulty() {
        IllegalArgumentException wrong =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                Pair.to("127.0.0.1:1")
                                        .serviceConfig("{\"methodConfig\":[{\"name\":3}]}")
                                        .open());
        assertTrue(wrong.getMessage().contains("methodConfig[0].name"), wrong::getMessage);
    }

    @Test
    @DisplayName("the policy of a method, not of its neighbour")
    void perMethod() throws Exception {
        String config =
                retries(3, SOON)
                        .replace("[{}]", "[{\"service\":\"test.Echo\",\"method\":\"Say\"}]");
        Method<String, String> other =
                Method.of(Method.Kind.UNARY, "test.Echo", "Other", Echoes.TEXT, Echoes.TEXT);
        try (Scripted server = new Scripted(UNAVAILABLE);
                Channel channel = channel(server, config)) {
            assertThrows(RpcException.class, () -> channel.unary(other, "a", PLAIN));
            assertEquals(1, server.requests.size());
            assertThrows(RpcException.class, () -> channel.unary(Echoes.SAY, "a", PLAIN));
            assertEquals(4, server.requests.size());
        }
    }
}
