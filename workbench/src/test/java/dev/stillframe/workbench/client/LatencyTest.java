package dev.stillframe.workbench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what the generator has measured")
class LatencyTest {

    @Test
    @DisplayName("is one line between two processes")
    void line() {
        var times = new Histogram(3);
        var lateness = new Histogram(3);
        for (int i = 1; i <= 1_000; i++) {
            times.recordValue(i * 1_000L);
        }
        lateness.recordValue(42);
        Latency sent = new Latency(times, lateness, 2, 1_000, 3, 0.5);
        assertFalse(sent.line().contains("\n"));
        assertTrue(Latency.isLine(sent.line()));
        Latency got = Latency.of(sent.line());
        assertEquals(sent, got);
        assertEquals(500, got.perSecond());
        assertEquals(990, got.micros(99), 1);
        assertEquals(1_000, got.max(), 1);
    }
}
