package dev.stillframe.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.simulator.Setup.Kind;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever must not last for ever, with a peer that says nothing (law L5). */
class PatienceTest {
    private static long tally(Kind kind, String what, String lines) {
        return World.run(Script.plan(kind, lines)).tally().of(what);
    }

    private static void runsOut(Kind kind, String what, String lines) {
        assertEquals(1, tally(kind, what, lines), what);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POOL")
    @DisplayName("A PING of keep-alive is answered in time, or the connection ends")
    void keepAlive(Kind kind) {
        String lines =
                """
                ends end=SERVER keepAlive=100
                patience end=SERVER answer=200
                request down=5000
                request at=30000
                silence at=20000 end=CLIENT micros=%d
                """;
        String ended = "closed: a keep-alive PING was not answered in time";
        runsOut(kind, ended, lines.formatted(400_000));
        assertEquals(0, tally(kind, ended, lines.formatted(250_000)));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POOL")
    @DisplayName("A client that connects and says nothing is not waited for")
    void preface(Kind kind) {
        runsOut(
                kind,
                "closed: no connection preface in time",
                "patience end=SERVER preface=100\nrequest\nsilence end=CLIENT micros=300000\n");
    }

    @Test
    @DisplayName("A field block that stops in the middle ends the connection")
    void fieldBlock() {
        long ended = 0;
        for (int at = 1000; at < 30_000; at += 1000) {
            ended +=
                    tally(
                            Kind.PAIR,
                            "closed: a field block did not end in time",
                            """
                            net capacity=2000 segment=500 delay=300
                            ends end=CLIENT list=100000
                            ends end=SERVER list=100000
                            patience end=SERVER block=100
                            request fields=60000
                            silence at=%d end=CLIENT micros=300000
                            """
                                    .formatted(at));
        }
        assertTrue(ended > 0, "no silence came within the block");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POOL")
    @DisplayName("A drain ends, whether the last streams do or not")
    void drain(Kind kind) {
        runsOut(
                kind,
                "closed: streams did not end in time",
                """
                patience end=SERVER drain=200
                request up=300000 way=AFTER_UPLOAD
                silence at=2000 end=CLIENT micros=500000
                shutdown at=5000 end=SERVER graceful=true
                """);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POOL")
    @DisplayName("A connection ends that is idle, or old, and its streams before it")
    void idleAndOld(Kind kind) {
        // Longer than the grace of a drain, so that the end is the server's own.
        String lines = "request down=9000\nsilence at=50000 end=CLIENT micros=2000000\n";
        runsOut(kind, "closed: max_idle", "patience end=SERVER idle=100\n" + lines);
        runsOut(kind, "closed: max_age", "patience end=SERVER age=200\n" + lines);
        World.Result result =
                World.run(Script.plan(kind, "patience end=SERVER idle=100\n" + lines));
        assertEquals(List.of("1 Complete"), result.ends());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POOL")
    @DisplayName("A stream is given up on which nothing moves, or that gets no window")
    void streams(Kind kind) {
        runsOut(
                kind,
                "reset: idle time-out",
                """
                ends end=SERVER idle=100
                request up=300000 way=AFTER_UPLOAD
                silence at=2000 end=CLIENT micros=300000
                """);
        runsOut(
                kind,
                "reset: the peer gave no window in time",
                """
                ends end=SERVER stall=100
                ends end=CLIENT window=300
                request down=5000000
                silence at=3000 end=CLIENT micros=300000
                """);
    }

    @Test
    @DisplayName("A pool lets no more streams of a connection that does not answer")
    void unhealthy() {
        World.Result result =
                World.run(
                        Script.plan(
                                Kind.POOL,
                                """
                                ends end=CLIENT keepAlive=50
                                patience end=CLIENT answer=100
                                request
                                silence at=50000 end=SERVER micros=2000000
                                request at=60000
                                request at=400000
                                """));
        assertEquals(
                List.of("1 Complete", "3 Lost", "4 Complete"),
                result.ends().stream().sorted().toList());
        assertEquals(1, result.tally().of("ill"));
        assertEquals(2, result.tally().of("connections"));
    }
}
