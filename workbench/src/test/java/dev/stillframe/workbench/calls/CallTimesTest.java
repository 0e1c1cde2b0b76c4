package dev.stillframe.workbench.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.workbench.client.Histograms;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what came of calls")
class CallTimesTest {

    private static CallTimes times(long nanos, double jitter) {
        Histogram times = Histograms.empty();
        times.recordValue(nanos);
        Histogram lateness = Histograms.empty();
        lateness.recordValue(7_000);
        return new CallTimes(times, lateness, 2.5, 10, 1, jitter, 3);
    }

    @Test
    @DisplayName("goes from one process to another in a line")
    void line() {
        CallTimes sent = times(123_456, 4.5);
        assertTrue(CallTimes.isLine(sent.line()));
        assertFalse(CallTimes.isLine("something else"));
        CallTimes came = CallTimes.of(sent.line());
        assertEquals(sent, came);
        assertEquals(4, came.perSecond());
    }

    @Test
    @DisplayName("adds up over rounds")
    void sum() {
        CallTimes sum = CallTimes.sum(List.of(times(1_000, 2), times(9_000, 4)));
        assertEquals(2, sum.times().getTotalCount());
        assertEquals(2, sum.lateness().getTotalCount());
        assertEquals(5, sum.seconds());
        assertEquals(20, sum.good());
        assertEquals(2, sum.wrong());
        assertEquals(3, sum.jitter());
        assertEquals(6, sum.slow());
        assertEquals(1, sum.micros(0), 0.01);
        assertEquals(9, sum.max(), 0.01);
    }
}
