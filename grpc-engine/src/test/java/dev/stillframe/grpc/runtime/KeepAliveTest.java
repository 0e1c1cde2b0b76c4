package dev.stillframe.grpc.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.stillframe.api.connection.Limits;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** gRFC A8, "Extending for Basic Health Checking": what clients restrict themselves to. */
class KeepAliveTest {
    private static Limits permitted(Duration always, Duration idle) {
        return KeepAlive.permitted(
                Limits.DEFAULT.toBuilder().keepAlive(always).idleKeepAlive(idle).build());
    }

    @Test
    @DisplayName("KEEPALIVE_TIME: infinite by default; smaller than ten seconds is ten seconds")
    void time() {
        assertSame(Limits.DEFAULT, KeepAlive.permitted(Limits.DEFAULT));
        Limits limits = permitted(Duration.ofMillis(1), Duration.ZERO);
        assertEquals(Duration.ofSeconds(10), limits.keepAlive());
        assertEquals(Duration.ofSeconds(20), limits.keepAliveTimeout());
        assertEquals(
                Duration.ofMinutes(5), permitted(Duration.ofMinutes(5), Duration.ZERO).keepAlive());
    }

    @Test
    @DisplayName("KEEPALIVE_WITHOUT_CALLS: no by default, which is no more than every two hours")
    void withoutCalls() {
        assertEquals(
                Duration.ofHours(2),
                permitted(Duration.ofSeconds(30), Duration.ZERO).idleKeepAlive());
        assertEquals(
                Duration.ofSeconds(30),
                permitted(Duration.ofSeconds(30), Duration.ofSeconds(30)).idleKeepAlive());
    }
}
