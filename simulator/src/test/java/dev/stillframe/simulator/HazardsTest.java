package dev.stillframe.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.connection.ConnectionState;
import dev.stillframe.simulator.Setup.Kind;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a functional event loop can do wrong, each as a world (law L7): where it can be put in on
 * purpose, the world finds it.
 */
class HazardsTest {
    private static final List<Kind> FOLDS = List.of(Kind.FOLDS, Kind.DRIVEN_FOLDS);

    private static final String BUSY =
            """
            request up=40000 down=40000 chunk=300 pace=1
            request up=30000 down=30000 chunk=700 pace=1
            request at=100 up=30000 down=30000 chunk=500 pace=1
            request at=200 down=60000 chunk=50
            ping at=300 end=CLIENT
            ping at=350 end=CLIENT
            ping at=400 end=SERVER
            """;

    private static final String[] ALL_COMPLETE = {
        "1 Complete", "2 Complete", "3 Complete", "4 Complete"
    };

    @Test
    @DisplayName("Hazard 1: what is pending is not begun anew because something else came first")
    void losersGoOn() {
        // Each content is checked octet by octet: a generator that ran twice would repeat some.
        Script.expect(FOLDS, "net capacity=65536 segment=40 delay=20\n" + BUSY, ALL_COMPLETE);
    }

    @Test
    @DisplayName("Hazard 2: a write that goes with a read of its stream does not undo the read")
    void noStaleContext() {
        Script.expect(FOLDS, "net capacity=65536 segment=65536\n" + BUSY, ALL_COMPLETE);
    }

    @Test
    @DisplayName("Hazards 1 and 2: a fold that is called with an old context is found")
    void staleContextIsFound() {
        ScriptFold[] seen = new ScriptFold[1];
        World.Result result = World.run(Script.plan(Kind.FOLDS, "request up=10\n"));
        assertEquals(List.of("1 Complete"), result.ends());
        World.look(
                Script.plan(Kind.FOLDS, "request up=10\n"),
                host -> {
                    seen[0] = new ScriptFold(host, true);
                    seen[0].begins(1);
                    ScriptFold.Context first = seen[0].initial();
                    seen[0].on(new Signal.Data(Content.of(4 + 3, 0, 5)), first);
                    assertThrows(LawBroken.class, () -> seen[0].on(new Signal.End(), first), "L7");
                    assertThrows(LawBroken.class, () -> seen[0].generate(first), "L7");
                });
        assertNotNull(seen[0]);
    }

    @Test
    @DisplayName("Hazard 3: octets that came while something else was done are not lost")
    void nothingVanishes() {
        String lines = "net capacity=500 segment=9 delay=50\n" + BUSY;
        Script.expect(List.of(Kind.PAIR, Kind.DRIVEN), lines, ALL_COMPLETE);
        UnaryOperator<List<Event>> loses =
                batch ->
                        batch.stream().anyMatch(Command.Data.class::isInstance)
                                ? batch.stream()
                                        .filter(event -> !(event instanceof Event.Received))
                                        .toList()
                                : batch;
        assertNotNull(
                Script.failure(
                        Kind.PAIR,
                        lines,
                        Sabotage.at(Role.CLIENT, loses, UnaryOperator.identity())));
    }

    @Test
    @DisplayName("Hazard 4: what a turn costs does not grow with the streams that wait")
    void turnsCostWhatTheyDo() {
        long few = cost(10);
        long many = cost(2000);
        assertTrue(many < 4 * few, () -> few + " octets for 10 streams, " + many + " for 2,000");
    }

    /** Octets of memory that one PING and its answer take, with so many open streams. */
    private static long cost(int streams) {
        Limits limits = Limits.DEFAULT.toBuilder().maxConcurrentStreams(streams).build();
        Iteration server = ConnectionState.initial(Options.of(Role.SERVER).with(limits));
        Iteration client = ConnectionState.initial(Options.of(Role.CLIENT));
        List<Event> asked = new ArrayList<>();
        asked.add(new Event.Clock(1));
        for (int i = 0; i < streams; i++) {
            asked.add(
                    new Command.Request(i, RequestHead.of("POST", "http", "a", "/", HEAD), false));
        }
        Transition sent = client.step(asked);
        Octets all = Octets.EMPTY;
        for (Effect effect : sent.effects()) {
            all = effect instanceof Effect.Send send ? all.plus(send.octets()) : all;
        }
        server = server.step(List.of(new Event.Clock(1), new Event.Received(all))).next();
        assertEquals(streams, server.activeStreams());
        Octets ping = Octets.hex("000008 06 00 00000000 0102030405060708");
        List<Event> turn = List.of(new Event.Clock(2), new Event.Received(ping));
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 200; i++) {
            long before = memory.getCurrentThreadAllocatedBytes();
            server.step(turn);
            least = Math.min(least, memory.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    private static final dev.stillframe.api.message.FieldSection HEAD =
            dev.stillframe.api.message.FieldSection.EMPTY;

    @Test
    @DisplayName("Hazard 5: a view of a buffer that was used again is found; a state keeps none")
    void noAlias() {
        Script.expect(Script.ALL, "net capacity=65536 segment=333 delay=20\n" + BUSY, ALL_COMPLETE);
        List<Effect> kept = new ArrayList<>();
        UnaryOperator<List<Effect>> late =
                effects -> {
                    List<Effect> now = new ArrayList<>(kept);
                    kept.clear();
                    for (Effect effect : effects) {
                        if (effect instanceof Notice.Data data && !data.endStream()) {
                            kept.add(effect);
                        } else {
                            now.add(effect);
                        }
                    }
                    return now;
                };
        Throwable failure =
                Script.failure(
                        Kind.PAIR,
                        "request down=30000 chunk=500 pace=500\n",
                        Sabotage.at(Role.CLIENT, UnaryOperator.identity(), late));
        assertNotNull(failure);
        assertTrue(failure.getMessage().contains("not what was sent"), failure::getMessage);
    }

    @Test
    @DisplayName("Hazard 6: slow work for one stream holds up no other")
    void slowWork() {
        for (Kind kind : List.of(Kind.PAIR, Kind.DRIVEN)) {
            List<String> ends =
                    World.run(
                                    Script.plan(
                                            kind,
                                            """
                                            request down=100 think=900000
                                            request down=20000
                                            request up=20000 down=10 way=AFTER_UPLOAD
                                            request at=5000 down=10
                                            """))
                            .ends();
            assertEquals(4, ends.size());
            assertEquals("1 Complete", ends.getLast(), kind.toString());
        }
    }
}
