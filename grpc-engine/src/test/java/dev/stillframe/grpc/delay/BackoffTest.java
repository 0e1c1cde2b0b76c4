package dev.stillframe.grpc.delay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Delays that grow. */
class BackoffTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    @DisplayName("connection-backoff: 1 s, times 1.6, up to 120 s")
    void connection() {
        double[] seconds = {1, 1.6, 2.56, 4.096};
        for (int i = 0; i < seconds.length; i++) {
            assertEquals(seconds[i] * SECOND, Backoff.CONNECTION.nanos(i, 0.5), 1000);
        }
        assertEquals(120 * SECOND, Backoff.CONNECTION.nanos(11, 0.5), 1000);
        assertEquals(120 * SECOND, Backoff.CONNECTION.nanos(Integer.MAX_VALUE, 0.5), 1000);
    }

    @Test
    @DisplayName("A6, connection-backoff: a fifth shorter to a fifth longer, the limit included")
    void jitter() {
        assertEquals(0.8 * SECOND, Backoff.CONNECTION.nanos(0, 0), 1000);
        assertEquals(1.2 * SECOND, Backoff.CONNECTION.nanos(0, 1), 1000);
        assertEquals(144 * SECOND, Backoff.CONNECTION.nanos(50, 1), 1000);
        double least = 1;
        double most = 0;
        double sum = 0;
        for (int i = 0; i < 10_000; i++) {
            double share = Chance.share(7, i);
            least = Math.min(least, share);
            most = Math.max(most, share);
            sum += share;
        }
        assertTrue(least >= 0 && least < 0.01 && most < 1 && most > 0.99, least + ".." + most);
        assertEquals(0.5, sum / 10_000, 0.02);
    }

    @Test
    @DisplayName("A multiplier below one makes delays shorter, and none is negative")
    void shrinking() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(9), 0.5);
        assertEquals(SECOND / 4, backoff.nanos(2, 0.5), 1000);
        assertEquals(0, backoff.nanos(5000, 0.5));
    }

    @Test
    @DisplayName("What is no delay is refused")
    void refused() {
        Duration second = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ZERO, second, 2));
        assertThrows(
                IllegalArgumentException.class, () -> new Backoff(second, second.negated(), 2));
        for (double factor : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new Backoff(second, second, factor));
        }
    }

    @Test
    @DisplayName("Times do not overflow")
    void times() {
        assertEquals(Times.NEVER, Times.after(Times.NEVER - 1, 5));
        assertEquals(Times.NEVER, Times.after(5, Times.NEVER));
        assertEquals(Times.NEVER, Times.after(Times.NEVER, 5));
        assertEquals(0, Times.after(-5, 5));
        assertEquals(Times.NEVER, Times.nanos(Duration.ofDays(365 * 300)));
        assertEquals(SECOND, Times.nanos(Duration.ofSeconds(1)));
    }
}
