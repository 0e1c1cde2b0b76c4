package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("where a channel's calls go")
@Timeout(60)
class BalancedCallsTest {
    private static final CallOptions PLAIN = CallOptions.DEFAULT;
    private static final CallOptions PATIENT = PLAIN.waitingForReady(true);

    private static Services named(String name) {
        return Services.builder().unary(Echoes.SAY, (request, call) -> name).build();
    }

    static Server serve(String name) throws IOException {
        return Pair.serve(named(name), ServiceOptions.DEFAULT);
    }

    private static String list(Server... servers) {
        List<String> all = new ArrayList<>();
        for (Server server : servers) {
            all.add("127.0.0.1:" + Pair.port(server));
        }
        return "static:///" + String.join(",", all);
    }

    /** Makes calls until each of these, and nobody else, has answered the last so many. */
    static void settles(Channel channel, Set<String> names) throws RpcException {
        int good = 0;
        Set<String> heard = new HashSet<>();
        while (good < 20 || !heard.equals(names)) {
            String name = channel.unary(Echoes.SAY, "who", PATIENT);
            boolean wanted = names.contains(name);
            good = wanted ? good + 1 : 0;
            if (wanted) {
                heard.add(name);
            } else {
                heard.clear();
            }
        }
    }

    @AfterEach
    void nothingIsLeft() {
        Book.await("no timer is left", () -> Deadlines.pending() == 0);
    }

    @Test
    @DisplayName(
            "round_robin over three servers: all have calls, and one that is killed costs none")
    void roundRobin() throws Exception {
        Server killed = serve("killed");
        try (Server one = serve("one");
                Server two = serve("two");
                Channel channel = Pair.to(list(one, killed, two)).roundRobin().open()) {
            settles(channel, Set.of("one", "two", "killed"));
            killed.close();
            for (int i = 0; i < 30; i++) {
                channel.unary(Echoes.SAY, "who", PATIENT);
            }
            settles(channel, Set.of("one", "two"));
        } finally {
            killed.close();
        }
    }

    @Test
    @DisplayName("pick_first: the first that can be reached has all calls, then the next")
    void pickFirst() throws Exception {
        Server first = serve("first");
        try (Server second = serve("second");
                Channel channel = Pair.to(list(first, second)).open()) {
            for (int i = 0; i < 10; i++) {
                assertEquals("first", channel.unary(Echoes.SAY, "who", PLAIN));
            }
            first.close();
            settles(channel, Set.of("second"));
        } finally {
            first.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("waitForReady of the service config, unless the call says otherwise")
    void waitForReady(String style) throws Exception {
        String config =
                "{\"methodConfig\":[{\"name\":[{\"service\":\"test.Echo\"}],\"waitForReady\":true}]}";
        int port;
        try (Server gone = serve("gone")) {
            port = Pair.port(gone);
        }
        try (Channel channel = Pair.to("127.0.0.1:" + port).serviceConfig(config).open()) {
            Caller caller = Caller.of(style);
            assertEquals(
                    Code.UNAVAILABLE,
                    caller.call(channel, Echoes.SAY, List.of("a"), PLAIN.waitingForReady(false))
                            .status()
                            .code());
            CompletableFuture<Caller.Heard> heard = new CompletableFuture<>();
            heard.completeAsync(
                    () -> caller.call(channel, Echoes.SAY, List.of("a"), PLAIN),
                    task -> Thread.ofVirtual().start(task));
            try (Server back = Pair.serve(GrpcEngine.find().handler(named("back")), port)) {
                assertEquals(List.of("back"), heard.join().messages());
                assertEquals(1, back.statistics().accepted());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("the service config's timeout and sizes of messages")
    void limits(String style) throws Exception {
        String config =
                """
                {"methodConfig":[
                 {"name":[{"service":"test.Echo","method":"Talk"}],"timeout":"0.2s"},
                 {"name":[{}],"maxRequestMessageBytes":10,"maxResponseMessageBytes":4}]}
                """;
        Caller caller = Caller.of(style);
        try (Server server = Pair.serve(Echoes.direct(), ServiceOptions.DEFAULT);
                Channel channel = Pair.to(server).serviceConfig(config).open()) {
            assertEquals(
                    Code.DEADLINE_EXCEEDED,
                    caller.call(
                                    channel,
                                    Echoes.TALK,
                                    List.of(Echoes.WAIT),
                                    PLAIN.within(Duration.ofHours(1)))
                            .status()
                            .code());
            for (String text : List.of("abcdefghijk", "abcde")) {
                assertEquals(
                        Code.RESOURCE_EXHAUSTED,
                        caller.call(channel, Echoes.SAY, List.of(text), PLAIN).status().code());
            }
            assertEquals(
                    List.of("abcd"),
                    caller.call(channel, Echoes.SAY, List.of("abcd"), PLAIN).messages());
            RpcException large =
                    assertThrows(
                            RpcException.class,
                            () -> channel.unary(Echoes.SAY, "abcdefghijk", PLAIN));
            assertEquals(Code.RESOURCE_EXHAUSTED, large.status().code());
        }
    }

    @Test
    @DisplayName("A50: a server that fails its calls has none after a while")
    void outlier() throws Exception {
        String config =
                """
                {"loadBalancingConfig":[{"outlier_detection_experimental":{"interval":"0.1s",
                 "baseEjectionTime":"1000s","maxEjectionTime":"1000s","maxEjectionPercent":50,
                 "failurePercentageEjection":{"threshold":50,"minimumHosts":2,"requestVolume":3},
                 "childPolicy":[{"round_robin":{}}]}}]}
                """;
        Services failing =
                Services.builder()
                        .unary(
                                Echoes.SAY,
                                (request, call) -> {
                                    throw new RpcException(Code.INTERNAL, "broken");
                                })
                        .build();
        try (Server good = serve("good");
                Server bad = Pair.serve(failing, ServiceOptions.DEFAULT);
                Channel channel = Pair.to(list(good, bad)).serviceConfig(config).open()) {
            int inARow = 0;
            boolean failed = false;
            while (inARow < 50 || !failed) {
                try {
                    channel.unary(Echoes.SAY, "who", PATIENT);
                    inARow++;
                } catch (RpcException e) {
                    assertEquals(Code.INTERNAL, e.status().code());
                    failed = true;
                    inARow = 0;
                }
            }
        }
    }

    // ---- health

    /** A server whose health is told by what is put into this queue. */
    private static Services healthy(String name, BlockingQueue<Integer> health) {
        Method<Octets, Octets> watch =
                Method.of(
                        Method.Kind.SERVER_STREAMING,
                        "grpc.health.v1.Health",
                        "Watch",
                        Codec.OCTETS,
                        Codec.OCTETS);
        return Services.builder()
                .with(named(name))
                .serverStreaming(
                        watch,
                        (request, responses, call) -> {
                            assertEquals("\n\4test", request.utf8());
                            while (true) {
                                responses.send(Octets.of(8, health.take()));
                            }
                        })
                .build();
    }

    @Test
    @DisplayName("A17: a server that is not serving has no calls until it is")
    void health() throws Exception {
        String config =
                """
                {"healthCheckConfig":{"serviceName":"test"},
                 "loadBalancingConfig":[{"round_robin":{}}]}
                """;
        BlockingQueue<Integer> health = new LinkedBlockingQueue<>(List.of(2));
        BlockingQueue<Integer> well = new LinkedBlockingQueue<>(List.of(1));
        try (Server ill = Pair.serve(healthy("ill", health), ServiceOptions.DEFAULT);
                Server good = Pair.serve(healthy("good", well), ServiceOptions.DEFAULT);
                Server without = serve("without");
                Channel channel = Pair.to(list(ill, good, without)).serviceConfig(config).open()) {
            settles(channel, Set.of("good", "without"));
            for (int i = 0; i < 20; i++) {
                assertTrue(!channel.unary(Echoes.SAY, "who", PLAIN).equals("ill"));
            }
            health.add(1);
            settles(channel, Set.of("ill", "good", "without"));
            well.add(2);
            settles(channel, Set.of("ill", "without"));
        }
    }
}
