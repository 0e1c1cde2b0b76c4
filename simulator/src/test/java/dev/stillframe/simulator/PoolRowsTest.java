package dev.stillframe.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.simulator.Setup.Kind;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where other pools broke: each as a world of ours, with several servers. */
class PoolRowsTest {
    private static World.Result run(String lines) {
        return World.run(Script.plan(Kind.POOL, lines));
    }

    private static void allComplete(World.Result result, int requests) {
        assertEquals(requests, result.ends().size());
        assertTrue(
                result.ends().stream().allMatch(end -> end.endsWith("Complete")),
                result.ends()::toString);
    }

    @Test
    @DisplayName("CP-7: those who wait for the only stream of the only connection all get it")
    void atTheLimit() {
        String asked = "request up=3000 down=9000 chunk=500 pace=50\n".repeat(25);
        allComplete(run("pooling connections=1 each=1 streams=1\n" + asked), 25);
    }

    @Test
    @DisplayName("CP-8: connections that are idle, old, used up or broken are closed, each once")
    void nothingLeaks() {
        StringBuilder lines = new StringBuilder("pooling idle=2 lifetime=30 uses=3\n");
        for (int i = 0; i < 30; i++) {
            lines.append("request down=20000 at=").append(i * 4000).append('\n');
        }
        World.Result result = run(lines.toString());
        allComplete(result, 30);
        assertTrue(result.tally().of("connections") > 5, result.tally()::toString);
        World.Result broken = run(lines + "cut at=9 end=CLIENT octets=30000\nfail at=50000\n");
        assertEquals(30, broken.ends().size());
    }

    @Test
    @DisplayName("CP-9: many at once on one connection do not mix up their frames or heads")
    void multiplexed() {
        String asked = "request up=9000 down=9000 chunk=700 fields=9000 trailers=3\n".repeat(30);
        World.Result result = run("pooling connections=1\n" + asked);
        allComplete(result, 30);
        assertEquals(1, result.tally().of("connections"));
    }

    @Test
    @DisplayName(
            "CP-10, GR-12: streams at or below the last of GOAWAY finish, those above go elsewhere,"
                    + " and none is answered twice")
    void goAway() {
        StringBuilder lines = new StringBuilder("ends end=SERVER requests=4\npooling each=2\n");
        for (int i = 0; i < 40; i++) {
            lines.append("request up=2000 down=9000 think=500 at=").append(i * 3000).append('\n');
        }
        lines.append("shutdown at=30500 end=SERVER graceful=true\n");
        World.Result result = run(lines.toString());
        allComplete(result, 40);
        assertTrue(result.tally().of("connections") >= 10, result.tally()::toString);
    }

    @Test
    @DisplayName("What a server refused is asked again once, and no more")
    void refused() {
        World.Result result = run("request way=REFUSE\nrequest at=10\n");
        assertEquals(
                List.of("1 Unprocessed", "2 Complete"), result.ends().stream().sorted().toList());
        assertEquals(1, result.tally().of("retried"));
    }

    @Test
    @DisplayName(
            "GR-12: who waits for a server that cannot be reached is told, or waits in vain no longer")
    void unreachable() {
        World.Result result =
                run(
                        """
                        sky kind=POOL weather=1 links=2
                        pooling retries=1
                        down micros=90000000
                        request at=10
                        request at=10 patience=20000
                        request at=10 link=1
                        request at=2000000 link=1
                        """);
        assertEquals(
                List.of("2 ConnectFailed", "3 DeadlinePassed", "4 Complete", "5 Complete"),
                result.ends().stream().sorted().toList());
    }
}
