package dev.stillframe.grpc.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the builders make of what they are told. */
@DisplayName("builders")
@Timeout(60)
class BuildersTest {
    private static final Map<String, ?> RETRIES =
            Map.of("retryThrottling", Map.of("maxTokens", 10.0, "tokenRatio", 1.0));
    private static final String POLICY = "\"loadBalancingConfig\":[{\"round_robin\":{}}]";

    private static ChannelOptions channel(Consumer<StillframeChannelBuilder> set) {
        CompletableFuture<ChannelOptions> made = new CompletableFuture<>();
        StillframeChannelBuilder builder =
                StillframeChannelBuilder.forAddress("127.0.0.1", 1).usePlaintext();
        set.accept(builder);
        builder.options(options -> made.complete(options.build())).build().shutdownNow();
        return made.join();
    }

    private static String config(Consumer<StillframeChannelBuilder> set) {
        String config = channel(set).serviceConfig();
        assertNotNull(config);
        return config;
    }

    private static Limits server(Consumer<StillframeServerBuilder> set) {
        CompletableFuture<ServerOptions> made = new CompletableFuture<>();
        StillframeServerBuilder builder = StillframeServerBuilder.forPort(0);
        set.accept(builder);
        builder.options(options -> made.complete(options.build())).build();
        return made.join().connection().limits();
    }

    @Test
    @DisplayName("a default policy and a default service config go together, in either order")
    void together() {
        for (String config :
                List.of(
                        config(
                                to ->
                                        to.defaultServiceConfig(RETRIES)
                                                .defaultLoadBalancingPolicy("round_robin")),
                        config(
                                to ->
                                        to.defaultLoadBalancingPolicy("round_robin")
                                                .defaultServiceConfig(RETRIES)))) {
            assertTrue(config.contains("retryThrottling"), config);
            assertTrue(config.contains(POLICY), config);
        }
        assertEquals(
                '{' + POLICY + '}', config(to -> to.defaultLoadBalancingPolicy("round_robin")));
    }

    @Test
    @DisplayName("a service config's own policy comes before the default one, in both its forms")
    void ownPolicy() {
        Map<String, ?> now = Map.of("loadBalancingConfig", List.of(Map.of("pick_first", Map.of())));
        Map<String, ?> then = Map.of("loadBalancingPolicy", "pick_first");
        for (Map<String, ?> own : List.of(now, then)) {
            assertEquals(
                    Json.of(own),
                    config(
                            to ->
                                    to.defaultServiceConfig(own)
                                            .defaultLoadBalancingPolicy("round_robin")));
        }
    }

    @Test
    @DisplayName("a keep-alive without calls is as frequent as one with calls, where it is wanted")
    void keepAlive() {
        Limits with =
                channel(to -> to.keepAliveWithoutCalls(true).keepAliveTime(30, TimeUnit.SECONDS))
                        .client()
                        .connection()
                        .limits();
        assertEquals(Duration.ofSeconds(30), with.idleKeepAlive());
        Limits without =
                channel(to -> to.keepAliveTime(30, TimeUnit.SECONDS))
                        .client()
                        .connection()
                        .limits();
        assertEquals(Duration.ZERO, without.idleKeepAlive()); // which channels take for two hours
    }

    @Test
    @DisplayName("a server may permit any rate of PINGs, and give its calls no grace")
    void zero() {
        Limits limits =
                server(
                        to ->
                                to.permitKeepAliveTime(0, TimeUnit.SECONDS)
                                        .permitKeepAliveWithoutCalls(true)
                                        .maxConnectionAgeGrace(0, TimeUnit.SECONDS));
        assertEquals(Duration.ZERO, limits.pingInterval());
        assertEquals(Duration.ZERO, limits.idlePingInterval());
        assertEquals(Duration.ofMillis(1), limits.drainTimeout());
        StillframeServerBuilder builder = StillframeServerBuilder.forPort(0);
        assertThrows(
                IllegalArgumentException.class,
                () -> builder.permitKeepAliveTime(-1, TimeUnit.SECONDS));
        assertThrows(
                IllegalArgumentException.class,
                () -> builder.maxConnectionAgeGrace(-1, TimeUnit.SECONDS));
    }
}
