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
import dev.stillframe.api.grpc.Connectivity;
import dev.stillframe.api.grpc.NameResolver;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("a channel's states, and the names of its servers")
@Timeout(60)
class ChannelStatesTest {
    private static final CallOptions PLAIN = CallOptions.DEFAULT;

    @AfterEach
    void nothingIsLeft() {
        Book.await("no timer is left", () -> Deadlines.pending() == 0);
    }

    @Test
    @DisplayName("states: idle, connecting, ready, idle when the server leaves, shut down")
    void states() throws Exception {
        Server server = BalancedCallsTest.serve("one");
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
        try (Server server = BalancedCallsTest.serve("one");
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
        try (Server one = BalancedCallsTest.serve("one");
                Server two = BalancedCallsTest.serve("two");
                Channel channel = Pair.to("zoo:///lions").resolver(zoo).open()) {
            RpcException closed =
                    assertThrows(RpcException.class, () -> channel.unary(Echoes.SAY, "who", PLAIN));
            assertEquals(Code.UNAVAILABLE, closed.status().code());
            assertTrue(
                    closed.status().message().contains("the zoo is closed"),
                    closed.status()::message);
            zoo.found.set(new NameResolver.Found(List.of(address(one), address(two)), config));
            BalancedCallsTest.settles(channel, Set.of("one", "two"));
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
        try (Server server = BalancedCallsTest.serve("one");
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
