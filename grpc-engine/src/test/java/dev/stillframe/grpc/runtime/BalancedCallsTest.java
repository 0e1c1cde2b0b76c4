package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Connectivity;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.NameResolver;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

    private static Server serve(String name) throws IOException {
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
    private static void settles(Channel channel, Set<String> names) throws RpcException {
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

    // ---- states and names

    @Test
    @DisplayName("states: idle, connecting, ready, idle when the server leaves, shut down")
    void states() throws Exception {
        Server server = serve("one");
        Channel channel = Pair.to(server).open();
        try {
            assertEquals(Connectivity.IDLE, channel.state());
            var left = channel.changed(Connectivity.IDLE).toCompletableFuture();
            channel.connect();
            assertTrue(left.join() != Connectivity.IDLE);
            becomes(channel, Connectivity.READY);
            server.close();
            becomes(channel, Connectivity.IDLE);
            channel.connect();
            becomes(channel, Connectivity.TRANSIENT_FAILURE);
        } finally {
            server.close();
            channel.close();
        }
        becomes(channel, Connectivity.SHUTDOWN);
    }

    private static void becomes(Channel channel, Connectivity wanted) {
        for (Connectivity is = channel.state(); is != wanted; ) {
            is = channel.changed(is).toCompletableFuture().join();
        }
    }

    @Test
    @DisplayName("a channel without calls gives its connections up, and the next call makes one")
    void idle() throws Exception {
        PoolOptions brief =
                PoolOptions.DEFAULT.toBuilder().maxIdleTime(Duration.ofMillis(100)).build();
        try (Server server = serve("one");
                Channel channel =
                        Pair.to(server)
                                .client(
                                        Client.builder()
                                                .pool(brief)
                                                .drain(Duration.ofMillis(100))
                                                .build())
                                .open()) {
            assertEquals("one", channel.unary(Echoes.SAY, "who", PLAIN));
            becomes(channel, Connectivity.IDLE);
            Book.await("no connection is left", () -> server.statistics().open() == 0);
            assertEquals("one", channel.unary(Echoes.SAY, "who", PLAIN));
        }
    }

    /** Finds what it is told. */
    private record Zoo(AtomicReference<Found> found, AtomicInteger asked) implements NameResolver {
        @Override
        public String scheme() {
            return "zoo";
        }

        @Override
        public Found resolve(String target) throws IOException {
            asked.incrementAndGet();
            assertEquals("zoo:///lions", target);
            Found is = found.get();
            if (is == null) {
                throw new IOException("the zoo is closed");
            }
            return is;
        }
    }

    private static SocketAddress address(Server server) {
        return server.addresses().getFirst();
    }

    @Test
    @DisplayName("a resolver of one's own: its addresses and its service config are followed")
    void resolver() throws Exception {
        String config =
                """
                {"loadBalancingConfig":[{"round_robin":{}}],
                 "methodConfig":[{"name":[{}],"maxRequestMessageBytes":4}]}
                """;
        Zoo zoo = new Zoo(new AtomicReference<>(), new AtomicInteger());
        try (Server one = serve("one");
                Server two = serve("two");
                Channel channel = Pair.to("zoo:///lions").resolver(zoo).open()) {
            RpcException closed =
                    assertThrows(RpcException.class, () -> channel.unary(Echoes.SAY, "who", PLAIN));
            assertEquals(Code.UNAVAILABLE, closed.status().code());
            assertTrue(
                    closed.status().message().contains("the zoo is closed"),
                    closed.status()::message);
            zoo.found.set(new NameResolver.Found(List.of(address(one), address(two)), config));
            settles(channel, Set.of("one", "two"));
            RpcException large =
                    assertThrows(
                            RpcException.class, () -> channel.unary(Echoes.SAY, "12345", PLAIN));
            assertEquals(Code.RESOURCE_EXHAUSTED, large.status().code());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "folded"})
    @DisplayName("the first call waits for the config of a resolver that takes its time")
    void configFirst(String style) throws Exception {
        String config = "{\"methodConfig\":[{\"name\":[{}],\"maxRequestMessageBytes\":4}]}";
        CompletableFuture<NameResolver.Found> found = new CompletableFuture<>();
        NameResolver slow =
                new NameResolver() {
                    @Override
                    public String scheme() {
                        return "slow";
                    }

                    @Override
                    public Found resolve(String target) {
                        return found.join();
                    }
                };
        try (Server server = serve("one");
                Channel channel = Pair.to("slow:name").resolver(slow).open()) {
            Caller caller = Caller.of(style);
            assertEquals(
                    Code.DEADLINE_EXCEEDED,
                    caller.call(
                                    channel,
                                    Echoes.SAY,
                                    List.of("a"),
                                    PLAIN.within(Duration.ofMillis(50)))
                            .status()
                            .code());
            CompletableFuture<Caller.Heard> heard = new CompletableFuture<>();
            heard.completeAsync(
                    () -> caller.call(channel, Echoes.SAY, List.of("12345"), PLAIN),
                    task -> Thread.ofVirtual().start(task));
            found.complete(new NameResolver.Found(List.of(address(server)), config));
            assertEquals(Code.RESOURCE_EXHAUSTED, heard.join().status().code());
            assertEquals("one", channel.unary(Echoes.SAY, "1234", PLAIN));
        }
    }

    @Test
    @DisplayName("options that are out of range")
    void options() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new ChannelOptions.Reconnect(Duration.ZERO, Duration.ofSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> new ChannelOptions.Retries(true, -1, 0));
    }
}
