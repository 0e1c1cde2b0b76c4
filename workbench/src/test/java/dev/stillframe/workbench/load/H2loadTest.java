package dev.stillframe.workbench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what h2load says")
class H2loadTest {
    private static final Usage USED = new Usage(3, 0, 0);

    private static String said(int succeeded, int octets) {
        return """
        finished in 12.34ms, 16207.46 req/s, 1.10MB/s
        requests: 200 total, 200 started, 200 done, %d succeeded, 0 failed, 0 errored, 0 timeout
        status codes: 200 2xx, 0 3xx, 0 4xx, 0 5xx
        traffic: 13.92KB (14254) total, 2.06KB (2110) headers (space savings 90.41%%), 6.84KB (%d) data
                             min         max         mean         sd        +/- sd
        time for request:       65us      2.70ms       533us       508us    89.50%%
        """
                .formatted(succeeded, octets);
    }

    private static H2load calls() {
        return new H2load(2, 4, 200, new H2load.Post("echo", List.of(), new byte[35], 35));
    }

    @Test
    @DisplayName("is a round")
    void round() {
        Round round = calls().round(said(200, 7_000), USED);
        assertEquals(200, round.requests());
        assertEquals(16_207.46, round.perSecond());
        assertEquals(533, round.mean());
        assertEquals(2_700, round.max(), 0.001);
        assertEquals(150, round.cpu(), 0.001);
    }

    @Test
    @DisplayName("is none when a request has failed")
    void failed() {
        assertThrows(IllegalStateException.class, () -> calls().round(said(199, 7_000), USED));
    }

    @Test
    @DisplayName("is none when answers have another size, whatever their status")
    void size() {
        IllegalStateException failure =
                assertThrows(
                        IllegalStateException.class, () -> calls().round(said(200, 6_965), USED));
        assertTrue(failure.getMessage().startsWith("not every answer has the right size"));
        // Content that nobody said a size of is not looked at.
        assertEquals(200, new H2load(2, 4, 200).round(said(200, 6_965), USED).requests());
    }
}
