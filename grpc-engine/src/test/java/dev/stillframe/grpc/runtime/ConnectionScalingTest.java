package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.grpc.CallOptions;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ChannelOptionsBuilder;
import dev.stillframe.api.grpc.ClientCall;
import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import dev.stillframe.grpc.config.ServiceConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A new connection when MAX_CONCURRENT_STREAMS is reached (A105). */
@Timeout(60)
class ConnectionScalingTest {
    private static Server serve(int streams) throws Exception {
        return Server.builder()
                .listen(
                        new Listener(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null))
                .limits(Limits.DEFAULT.toBuilder().maxConcurrentStreams(streams).build())
                .drain(Duration.ofMillis(100))
                .handler(GrpcEngine.find().handler(Echoes.direct()))
                .start();
    }

    private static String scaling(int most) {
        return "{\"connectionScaling\":{\"maxConnectionsPerSubchannel\":" + most + "}}";
    }

    private static ChannelOptionsBuilder to(Server server, int cap) {
        PoolOptions pool = PoolOptions.DEFAULT.toBuilder().maxConnectionsPerEndpoint(cap).build();
        return Pair.to(server)
                .client(Client.builder().pool(pool).drain(Duration.ofMillis(100)).build());
    }

    @AfterEach
    void nothingIsLeft() {
        Book.await("no timer is left", () -> Deadlines.pending() == 0);
    }

    /** A call that stands, and one that will when there is room. */
    private static CompletableFuture<ClientCall<String, String>> talk(Channel channel) {
        CompletableFuture<ClientCall<String, String>> stands = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                ClientCall<String, String> call =
                                        channel.open(Echoes.TALK, CallOptions.DEFAULT);
                                call.send("a");
                                assertEquals("a", call.next());
                                stands.complete(call);
                            } catch (Throwable e) {
                                stands.completeExceptionally(e);
                            }
                        });
        return stands;
    }

    private static long standing(List<CompletableFuture<ClientCall<String, String>>> calls) {
        return calls.stream().filter(CompletableFuture::isDone).count();
    }

    /** Ends calls until all have stood. */
    private static void finish(List<CompletableFuture<ClientCall<String, String>>> calls)
            throws Exception {
        List<CompletableFuture<ClientCall<String, String>>> left = new ArrayList<>(calls);
        while (!left.isEmpty()) {
            Book.await("a call stands", () -> standing(left) > 0);
            for (var call : List.copyOf(left)) {
                if (call.isDone()) {
                    left.remove(call);
                    try (ClientCall<String, String> ends = call.get()) {
                        ends.halfClose();
                        assertNull(ends.next());
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} streams, config {1}, cap {2}, {3} calls: {4} connections")
    @CsvSource({
        "1, 1, 10, 4, 1",
        "1, 3, 10, 5, 3",
        "2, 3, 10, 5, 3",
        "2, 3, 10, 3, 2",
        "4, 50, 10, 3, 1",
        "1, 50, 2, 5, 2",
        "2, 0, 10, 7, 4",
        "1, 0, 10, 12, 10"
    })
    @DisplayName("As many connections as calls fill, up to the config's number and the channel's")
    void scales(int streams, int most, int cap, int calls, int connections) throws Exception {
        try (Server server = serve(streams);
                Channel channel =
                        (most == 0 ? to(server, cap) : to(server, cap).serviceConfig(scaling(most)))
                                .open()) {
            // The peer's limit is not known before its SETTINGS have come.
            channel.unary(Echoes.SAY, "a", CallOptions.DEFAULT);
            List<CompletableFuture<ClientCall<String, String>>> all = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                all.add(talk(channel));
            }
            int stand = Math.min(calls, streams * connections);
            Book.await("calls stand", () -> standing(all) == stand);
            assertEquals(connections, server.statistics().open());
            finish(all);
            assertEquals(connections, server.statistics().accepted(), "no more were ever opened");
        }
    }

    @Test
    @DisplayName("Each config says it anew; one that says nothing leaves it to the channel")
    void changes() {
        ChannelOptions options = Pair.to("127.0.0.1:1").serviceConfig(scaling(2)).build();
        Configs configs = new Configs(options, true);
        List<Integer> told = new ArrayList<>();
        configs.limiting(told::add);
        configs.found(scaling(7));
        configs.found(scaling(7));
        configs.found("{}");
        configs.found(null);
        assertEquals(List.of(2, 7, Integer.MAX_VALUE, 2), told);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "1.5", "4294967296", "'\"x\"'", "[]"})
    @DisplayName("A number that is none is a fault, with its place")
    void faults(String number) {
        ServiceConfig.Parsed parsed =
                ServiceConfig.parse(
                        "{\"connectionScaling\":{\"maxConnectionsPerSubchannel\":" + number + "}}");
        ServiceConfig.Invalid invalid = assertInstanceOf(ServiceConfig.Invalid.class, parsed);
        assertEquals(
                "connectionScaling.maxConnectionsPerSubchannel",
                invalid.faults().getFirst().place());
    }
}
