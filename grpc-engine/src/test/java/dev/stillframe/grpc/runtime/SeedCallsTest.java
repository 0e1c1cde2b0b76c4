package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Server;
import dev.stillframe.grpc.wire.Texts;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that the ancestors break, as calls: see docs/seed-coverage.md. */
@Timeout(60)
class SeedCallsTest {
    private static final CallOptions PLAIN = CallOptions.DEFAULT;

    /** Sends without end, as long as there is credit. The context counts. */
    private static final class Endless implements Machine<Integer, String, String> {
        private static final String PIECE = "x".repeat(10_000);

        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public List<Action<Integer, String>> on(Signal<String> signal, Integer sent) {
            return List.of();
        }

        @Override
        public Pull<Integer, String> generate(Integer sent) {
            return new Pull.Emit<>(PIECE, sent + 1);
        }
    }

    /** Says nothing ever, and waits. */
    private static final class Silent implements Machine<String, String, String> {
        @Override
        public String initial() {
            return "begun";
        }

        @Override
        public List<Action<String, String>> on(Signal<String> signal, String context) {
            return signal instanceof Signal.Message<String> message
                    ? List.of(new Action.Become<>(context + ", " + message.message()))
                    : List.of();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9})
    @DisplayName("GR-16: a server that ends early ends the call, whatever the generator would do")
    void earlyEnd(int status) throws Exception {
        Handler ends =
                new Handler.Direct(
                        exchange ->
                                exchange.respond(
                                        ResponseHead.of(200, "content-type", "application/grpc"),
                                        Texts.frames("enough"),
                                        FieldSection.of("grpc-status", "" + status)));
        try (Server server = Pair.serve(ends, 0);
                Channel channel = Pair.to(server).open()) {
            Outcome<Integer> endless =
                    channel.run(Echoes.TALK, new Endless(), PLAIN)
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
            assertEquals(Code.of(status), endless.status().code());
            Outcome<String> silent =
                    channel.run(Echoes.TALK, new Silent(), PLAIN)
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
            assertEquals(Code.of(status), silent.status().code());
            assertEquals("begun, enough", silent.context());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("GR-17: a client that half-closes without a message is answered")
    void emptyHalfClose(String style) throws Exception {
        try (Pair pair = Pair.of(Echoes.of(style))) {
            for (var method : List.of(Echoes.SAY, Echoes.COUNT)) {
                assertEquals(
                        Code.UNIMPLEMENTED,
                        Caller.of(style)
                                .call(pair.channel(), method, List.of(), PLAIN)
                                .status()
                                .code());
            }
            assertEquals(
                    List.of(""),
                    Caller.of(style)
                            .call(pair.channel(), Echoes.JOIN, List.of(), PLAIN)
                            .messages());
            assertEquals(
                    List.of(),
                    Caller.of(style)
                            .call(pair.channel(), Echoes.TALK, List.of(), PLAIN)
                            .messages());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("GR-5 #70: a server that answers only what it has read, one that speaks first")
    void nobodyBegins(boolean serverFirst) throws Exception {
        Services services =
                Services.builder()
                        .bidirectional(
                                Echoes.TALK,
                                (requests, responses, call) -> {
                                    if (serverFirst) {
                                        responses.send("hello");
                                    }
                                    for (String each : requests) {
                                        responses.send(each);
                                    }
                                })
                        .build();
        try (Pair pair = Pair.of(services);
                ClientCall<String, String> call = pair.channel().open(Echoes.TALK, PLAIN)) {
            if (serverFirst) {
                assertEquals("hello", call.next());
            }
            call.send("a");
            assertEquals("a", call.next());
            call.halfClose();
            assertEquals(null, call.next());
        }
    }

    @Test
    @DisplayName("GR-5 #34, #61: a client that dies costs its call; its server writes to others")
    void clientDies() throws Exception {
        BlockingQueue<Boolean> ended = new LinkedBlockingQueue<>();
        Services services =
                Services.builder()
                        .bidirectional(
                                Echoes.TALK,
                                (requests, responses, call) -> {
                                    try {
                                        while (true) {
                                            responses.send("x".repeat(1000));
                                        }
                                    } finally {
                                        ended.add(call.isCancelled());
                                    }
                                })
                        .unary(Echoes.SAY, (request, call) -> request)
                        .build();
        try (Server server = Pair.serve(services, ServiceOptions.DEFAULT);
                Channel living = Pair.to(server).open()) {
            for (int i = 0; i < 5; i++) {
                try (Peer dying = Peer.to(Pair.port(server))) {
                    int call = dying.call("/test.Echo/Talk");
                    assertTrue(dying.line().startsWith("HEADERS " + call));
                }
                assertEquals(Boolean.TRUE, ended.poll(30, TimeUnit.SECONDS));
                assertEquals("a", living.unary(Echoes.SAY, "a", PLAIN));
            }
            Book.await("no stream is left", () -> server.statistics().streams() == 0);
        }
    }

    @Test
    @DisplayName("GR-14: a call that fails has its context still")
    void contextOfFailed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Services services =
                Services.builder()
                        .bidirectional(
                                Echoes.TALK,
                                (requests, responses, call) -> {
                                    responses.send("one");
                                    responses.send("two");
                                    begun.countDown();
                                    requests.next(); // which never comes
                                })
                        .build();
        Server server = Pair.serve(services, ServiceOptions.DEFAULT);
        try (Channel channel = Pair.to(server).open()) {
            CountDownLatch heard = new CountDownLatch(2);
            Machine<String, String, String> counting =
                    new Machine<>() {
                        @Override
                        public String initial() {
                            return "begun";
                        }

                        @Override
                        public List<Action<String, String>> on(
                                Signal<String> signal, String context) {
                            if (signal instanceof Signal.Message<String> message) {
                                heard.countDown();
                                return List.of(
                                        new Action.Become<>(context + ", " + message.message()));
                            }
                            return List.of();
                        }
                    };
            var outcome = channel.run(Echoes.TALK, counting, PLAIN).toCompletableFuture();
            assertTrue(begun.await(30, TimeUnit.SECONDS));
            assertTrue(heard.await(30, TimeUnit.SECONDS));
            server.close();
            Outcome.Failed<?> failed =
                    assertInstanceOf(Outcome.Failed.class, outcome.get(30, TimeUnit.SECONDS));
            assertEquals("begun, one, two", failed.context());
        } finally {
            server.close();
        }
    }
}
