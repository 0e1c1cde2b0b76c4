package dev.stillframe.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.simulator.Setup.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where other HTTP/2 systems broke: each as a world in which this one must not. */
class SeedRowsTest {
    private static final List<Kind> FOLDS = List.of(Kind.FOLDS, Kind.DRIVEN_FOLDS);
    private static final List<Kind> SCRIPTS = List.of(Kind.PAIR, Kind.DRIVEN);

    @Test
    @DisplayName("HA-7: the context that comes with a message's last octets is the final one")
    void lastContext() {
        Script.expect(
                FOLDS,
                """
                request up=50000 down=50000 chunk=1000 pace=10 trailers=3
                request at=10 up=3 down=70000 chunk=100000
                """,
                "1 Complete",
                "2 Complete");
    }

    @Test
    @DisplayName("HA-9: a message that is only a head has an end too, and what came may be kept")
    void headOnly() {
        Script.expect(
                Script.ALL,
                """
                request way=HEAD_ONLY
                request down=500 way=HEAD length=true
                request up=700 way=HEAD_ONLY
                request up=9000 down=9000 clientReads=LATER serverReads=LATER
                """,
                "1 Complete",
                "2 Complete",
                "3 Complete",
                "4 Complete");
    }

    private static final String LARGE =
            """
            request up=1000000 down=1000000 chunk=65536
            request down=300000 chunk=65536 clientReads=LATER
            """;

    @Test
    @DisplayName("HA-15: nothing is sent beyond a window, as the wire shows")
    void sendWindows() {
        Script.expect(Script.ALL, LARGE, "1 Complete", "2 Complete");
    }

    @Test
    @DisplayName("HA-15: an engine that sends beyond the connection's window is found on the wire")
    void beyondTheWindow() {
        AtomicBoolean once = new AtomicBoolean();
        UnaryOperator<List<Event>> credit =
                batch -> {
                    boolean received = batch.stream().anyMatch(Event.Received.class::isInstance);
                    if (!received || once.getAndSet(true)) {
                        return batch;
                    }
                    List<Event> more = new ArrayList<>(batch);
                    more.add(new Event.Received(Octets.hex("000004 08 00 00000000 01000000")));
                    return more;
                };
        Throwable failure =
                Campaign.failure(
                        Plan.parse(
                                """
                                sky kind=PAIR
                                net capacity=65536 segment=65536
                                ends end=CLIENT connectionWindow=65535
                                request down=60000 clientReads=NEVER
                                request down=60000 clientReads=NEVER
                                """),
                        Sabotage.at(Role.SERVER, credit, UnaryOperator.identity()));
        assertNotNull(failure);
        assertTrue(failure.getMessage().contains("on the wire"), failure::getMessage);
    }

    @Test
    @DisplayName("HA-18: settings that change again and again hold at both ends")
    void settings() {
        Script.expect(
                Script.ALL,
                """
                ends end=SERVER encoderTable=20000
                ends end=CLIENT encoderTable=20000
                request up=90000 down=90000 chunk=5000 pace=200 fields=3000
                change at=500 end=CLIENT table=9000
                change at=900 end=SERVER table=1 window=300
                request at=1000 up=5000 down=5000 fields=2000
                change at=1500 end=CLIENT frame=30000 window=100000
                change at=1500 end=CLIENT frame=20000
                change at=3000 end=SERVER connectionWindow=200000 streams=3 table=16000
                request at=4000 up=5000 down=5000 fields=2000
                """,
                "1 Complete",
                "4 Complete",
                "8 Complete");
    }

    @Test
    @DisplayName("HA-19: heads of many frames, both ways, one of them with the end of its message")
    void continuation() {
        Script.expect(
                Script.ALL,
                """
                ends end=CLIENT list=100000
                ends end=SERVER list=100000 read=1000
                request fields=60000
                request up=50 down=50 fields=60000 trailers=3
                request fields=30000 way=HEAD_ONLY
                ping at=100 end=CLIENT
                """,
                "1 Complete",
                "2 Complete",
                "3 Complete");
    }

    @Test
    @DisplayName("HA-20: a PING is answered once, and its answer is not")
    void pings() {
        for (Kind kind : Script.ALL) {
            World.Result result =
                    World.run(
                            Script.plan(
                                    kind,
                                    """
                                    ping at=100 end=CLIENT
                                    ping at=100 end=SERVER
                                    ping at=110 end=CLIENT
                                    request at=200
                                    """));
            assertEquals(3, result.tally().of("pongs"), kind.toString());
            assertEquals(List.of("4 Complete"), result.ends());
        }
    }

    @Test
    @DisplayName("HA-24: late frames on streams that have ended cost the connection nothing")
    void lateFrames() {
        Script.expect(
                SCRIPTS,
                """
                net capacity=65536 segment=1400 delay=5000
                ends end=CLIENT closed=2
                ends end=SERVER closed=2
                request up=100000 down=100000 chunk=3000 pace=100 cancel=9000
                request up=100000 down=100000 chunk=3000 pace=100 cancel=9500
                request up=100000 down=100000 chunk=3000 way=GIVE_UP
                request up=200000 down=9000 way=EARLY_STOP
                request at=200 up=90000 down=90000 chunk=3000 pace=100
                """,
                "1 Reset",
                "2 Reset",
                "3 Reset",
                "4 Reset",
                "5 Complete");
    }

    @Test
    @DisplayName("GR-5 #34: a client that dies costs the server that client's streams, no more")
    void clientDies() {
        Script.expect(
                List.of(Kind.MANY),
                """
                sky kind=MANY weather=5 links=3
                request up=200000 down=200000 chunk=2000 pace=100
                cut at=1000 end=SERVER octets=5000
                request at=20 link=1 up=20000 down=20000
                request at=9000 link=2 up=20000 down=20000
                """,
                "1 Lost",
                "3 Complete",
                "4 Complete");
    }

    @Test
    @DisplayName(
            "GR-5 #61: a server stops writing for a client that has gone, or that has cancelled")
    void clientGone() {
        Script.expect(
                Script.ALL,
                "request down=900000 chunk=5000\nhalfclose at=1500 end=SERVER\n",
                "1 Lost");
        Script.expect(
                Script.ALL, "request down=900000 chunk=5000 pace=-1 cancel=2500\n", "1 Reset");
    }

    @Test
    @DisplayName("GR-5 #67: a large message arrives whole, through whatever is narrow")
    void largeMessages() {
        for (Kind kind : Script.ALL) {
            World.Result result =
                    World.run(
                            Plan.parse(
                                    "sky kind="
                                            + kind
                                            + "\n"
                                            + """
                                            net capacity=1500 segment=700 delay=10
                                            ends end=CLIENT queued=16384
                                            ends end=SERVER queued=16384
                                            request up=1500000 down=1500000 chunk=65536
                                            """));
            assertEquals(List.of("1 Complete"), result.ends());
            assertEquals(3_000_000, result.tally().of("octets"), kind.toString());
        }
    }

    @Test
    @DisplayName("GR-5 #70: neither end waits for the other to begin")
    void nobodyBegins() {
        Script.expect(
                Script.ALL,
                """
                request up=9000 down=9000 way=AFTER_UPLOAD pace=-1 chunk=100
                request up=9000 down=9000 pace=-1 chunk=100
                """,
                "1 Complete",
                "2 Complete");
    }

    @Test
    @DisplayName("GR-5 #72, #74: a connection that drops before the response has its requests end")
    void droppedBeforeHead() {
        String asked = "request up=500 down=9 think=900000 way=AFTER_UPLOAD\nrequest at=40000\n";
        Script.expect(SCRIPTS, asked + "cut at=20000 end=CLIENT\n", "1 Lost", "2 Rejected");
        Script.expect(SCRIPTS, asked + "halfclose at=20000 end=CLIENT\n", "1 Lost", "2 Rejected");
        Script.expect(
                SCRIPTS, asked + "fail at=20000 end=CLIENT how=GONE\n", "1 Lost", "2 Rejected");
        Script.expect(SCRIPTS, "request\ncut end=SERVER\n", "1 Lost");
    }

    @Test
    @DisplayName("GR-12: a request after GOAWAY, either end's, is answered; those before it finish")
    void afterGoAway() {
        String asked = "request up=50000 down=50000 chunk=900 pace=100\nrequest at=90000\n";
        Script.expect(
                Script.ALL,
                asked + "shutdown at=2000 end=SERVER graceful=true\n",
                "1 Complete",
                "2 Rejected");
        Script.expect(
                Script.ALL,
                asked + "shutdown at=2000 end=CLIENT graceful=true\n",
                "1 Complete",
                "2 Rejected");
        Script.expect(SCRIPTS, asked + "shutdown at=2000 end=SERVER\n", "1 Lost", "2 Rejected");
    }

    @Test
    @DisplayName(
            "H2-15: the connection's window does not leak, whatever ends while octets are held")
    void windowLeak() {
        StringBuilder lines = new StringBuilder("ends end=SERVER connectionWindow=65535\n");
        List<String> ends = new ArrayList<>();
        for (int i = 1; i <= 9; i++) {
            lines.append("request up=60000 serverReads=NEVER think=50000 cancel=")
                    .append(i * 700)
                    .append(" at=")
                    .append(i * 300)
                    .append('\n');
            ends.add(i + " Reset");
        }
        lines.append("request at=9000 up=500000 down=10 chunk=9999 way=AFTER_UPLOAD\n");
        ends.add(1, "10 Complete");
        ends.sort(null);
        Script.expect(SCRIPTS, lines.toString(), ends.toArray(String[]::new));
    }

    @Test
    @DisplayName("H2-18: a request that ends with trailers is answered after them")
    void requestTrailers() {
        Script.expect(
                Script.ALL,
                """
                request up=100 down=1000 way=AFTER_UPLOAD trailers=3
                request down=1000 way=AFTER_UPLOAD trailers=1
                """,
                "1 Complete",
                "2 Complete");
    }

    @Test
    @DisplayName("H2-21: interim responses come before the final one, any number of them")
    void interims() {
        for (Kind kind : Script.ALL) {
            World.Result result =
                    World.run(Script.plan(kind, "request down=500 interims=3 trailers=2\n"));
            assertEquals(List.of("1 Complete"), result.ends());
            assertEquals(3, result.tally().of("interim"), kind.toString());
        }
    }

    @Test
    @DisplayName(
            "CP-11: a stream that nobody reads, and a window that ran out, hold up nobody else")
    void headOfLine() {
        String lines =
                """
                ends end=SERVER connectionWindow=65535
                request up=65000 down=60000 clientReads=NEVER chunk=5000
                request up=100000 down=100000 chunk=5000 serverReads=LATER
                request up=100000 down=100000 chunk=5000 serverReads=LATER
                request down=10
                """;
        for (Kind kind : SCRIPTS) {
            List<String> ends = World.run(Script.plan(kind, lines)).ends();
            assertEquals(4, ends.size());
            assertTrue(ends.stream().allMatch(end -> end.endsWith("Complete")), ends::toString);
        }
    }
}
