package dev.stillframe.h2.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.PoolOptionsBuilder;
import dev.stillframe.api.client.RaceOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What users may say, and what not. */
class PoolOptionsTest {
    private static void refused(String name, UnaryOperator<PoolOptionsBuilder> with) {
        PoolOptionsBuilder builder = with.apply(PoolOptions.DEFAULT.toBuilder());
        String message =
                assertThrows(IllegalArgumentException.class, builder::build, name).getMessage();
        assertTrue(message.startsWith(name + " is "), message);
    }

    @Test
    @DisplayName("A builder keeps what it is not told to change, and changes each")
    void builder() throws ReflectiveOperationException {
        PoolOptions options =
                new PoolOptions(
                        20,
                        7,
                        3,
                        4,
                        5,
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        8,
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(10),
                        11,
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(13),
                        0.14,
                        15);
        assertEquals(options, options.toBuilder().build());
        PoolOptionsBuilder builder = PoolOptions.DEFAULT.toBuilder();
        for (var component : PoolOptions.class.getRecordComponents()) {
            PoolOptionsBuilder.class
                    .getMethod(component.getName(), component.getType())
                    .invoke(builder, component.getAccessor().invoke(options));
        }
        assertEquals(options, builder.build());
    }

    @Test
    @DisplayName("What is out of range is refused by its name")
    void ranges() {
        refused("maxConnections", options -> options.maxConnections(0));
        refused("maxConnectionsPerEndpoint", options -> options.maxConnectionsPerEndpoint(0));
        refused("minIdlePerEndpoint", options -> options.minIdlePerEndpoint(11));
        refused("maxStreamsPerConnection", options -> options.maxStreamsPerConnection(0));
        refused("maxWaiting", options -> options.maxWaiting(0));
        refused("maxUses", options -> options.maxUses(-1));
        refused("connectRetries", options -> options.connectRetries(-1));
        refused("maxEndpoints", options -> options.maxEndpoints(0));
        refused("maxIdleTime", options -> options.maxIdleTime(Duration.ofNanos(-1)));
        refused("maxLifetime", options -> options.maxLifetime(Duration.ofNanos(-1)));
        refused("drainTimeout", options -> options.drainTimeout(Duration.ofNanos(-1)));
        refused("connectTimeout", options -> options.connectTimeout(Duration.ZERO));
        refused("retryDelay", options -> options.retryDelay(Duration.ofNanos(-1)));
        refused("maxRetryDelay", options -> options.maxRetryDelay(Duration.ofMillis(99)));
        refused("jitter", options -> options.jitter(1.01));
        refused("jitter", options -> options.jitter(Double.NaN));
    }

    @Test
    @DisplayName("The longest times that there are do not overflow")
    void longest() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        PoolScript script =
                PoolScript.pool(
                        options ->
                                options.connectTimeout(longest)
                                        .maxIdleTime(longest)
                                        .maxLifetime(longest)
                                        .retryDelay(longest)
                                        .maxRetryDelay(longest));
        script.acquire(1).failed(1, "refused");
        assertEquals(Long.MAX_VALUE, script.state.wakeAt());
        assertEquals(1, script.statistics().waiting());
    }

    @Test
    @DisplayName(
            "An endpoint is the same in whatever case its host is written, and needs all parts")
    void endpoints() {
        assertEquals(
                Endpoint.of("https", "example.org", 443), Endpoint.of("https", "Example.ORG", 443));
        for (int port : List.of(0, 65_536)) {
            assertThrows(IllegalArgumentException.class, () -> Endpoint.of("http", "here", port));
        }
        assertThrows(IllegalArgumentException.class, () -> Endpoint.of("ftp", "here", 80));
        assertThrows(IllegalArgumentException.class, () -> Endpoint.of("http", "", 80));
    }

    @Test
    @DisplayName("A race has the delays of RFC 8305, within their range")
    void race() {
        RaceOptions options = RaceOptions.DEFAULT;
        assertEquals(Duration.ofMillis(250), options.attemptDelay());
        assertEquals(Duration.ofMillis(50), options.resolutionDelay());
        for (long millis : List.of(99L, 2001L)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> options.withAttemptDelay(Duration.ofMillis(millis)));
        }
        assertThrows(
                IllegalArgumentException.class, () -> options.withTimeout(Duration.ofSeconds(0)));
    }
}
