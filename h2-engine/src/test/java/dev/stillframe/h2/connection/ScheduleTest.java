package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.h2.frame.Wire;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who sends next, where more is ready than the connection's window lets out (RFC 9218). */
class ScheduleTest {
    private static final int QUANTUM = 16_384;
    private static final int LONG_TURN = 16 * QUANTUM;
    private static final int LARGE = 1_000_000;

    /** The connection's window is shut; each stream's own is wide open. */
    private final Script script = Script.server().preface(4, LARGE);

    private ScheduleTest() {
        asked(1, "").data(1, Exchange.content(65_535), true);
        assertEquals(0, script.state.sendWindow());
        script.forget();
    }

    /** A request with this priority, answered with a head; an empty one says nothing of it. */
    private Script asked(int streamId, String priority) {
        List<String> head =
                new ArrayList<>(List.of(":method", "GET", ":scheme", "https", ":path", "/"));
        head.addAll(List.of(":authority", "example.org"));
        if (!priority.isEmpty()) {
            head.addAll(List.of("priority", priority));
        }
        return script.headers(streamId, true, head.toArray(String[]::new))
                .respond(streamId, 200, false)
                .forget();
    }

    private void large(int streamId, String priority) {
        asked(streamId, priority).data(streamId, Exchange.content(LARGE), true).expectNothing();
    }

    /** The peer opens the connection's window so far. */
    private Script credit(int octets) {
        return script.send(Wire.of().windowUpdate(0, octets));
    }

    @Test
    @DisplayName("Streams of one urgency take turns, however much each of them has")
    void turns() {
        large(3, "");
        large(5, "u=3, i");
        large(7, "");
        credit(4 * QUANTUM);
        script.expect("DATA 3 16384", "DATA 5 16384", "DATA 7 16384", "DATA 3 16384");
        credit(2 * QUANTUM).expect("DATA 5 16384", "DATA 7 16384").expectNothing();
    }

    @Test
    @DisplayName("A small answer waits for one turn of each of a hundred large ones, no longer")
    void nobodyStarves() {
        for (int id = 3; id <= 199; id += 2) {
            large(id, "");
        }
        asked(201, "").data(201, "small", true);
        credit(99 * QUANTUM + 5);
        List<String> sent = script.sent();
        assertEquals("DATA 201 5 END_STREAM", sent.getLast());
        assertEquals(100, sent.stream().distinct().count(), "each has had its turn: " + sent);
    }

    @Test
    @DisplayName("RFC 9218 section 10: the more urgent goes first, also when it comes later")
    void urgency() {
        large(3, "u=5");
        large(5, "u=1, i");
        credit(QUANTUM).expect("DATA 5 16384").expectNothing();
        asked(7, "u=0").data(7, "at once", true);
        credit(QUANTUM).expect("DATA 7 7 END_STREAM", "DATA 5 16377").expectNothing();
    }

    @Test
    @DisplayName("What is wanted in one piece has a longer turn, and others have theirs after it")
    void inOnePiece() {
        large(3, "u=3");
        large(5, "");
        credit(LONG_TURN + QUANTUM);
        long first = script.sent().stream().takeWhile("DATA 3 16384"::equals).count();
        assertEquals(LONG_TURN / QUANTUM, first);
        assertEquals("DATA 5 16384", script.sent().getLast());
        script.forget();
        credit(QUANTUM).expect("DATA 3 16384").expectNothing();
    }

    @Test
    @DisplayName("A turn is not lost when the window ends within it")
    void smallCredit() {
        large(3, "");
        large(5, "");
        int[] octets = new int[6];
        for (int i = 0; i < 1000; i++) {
            credit(100);
            for (String line : script.sent()) {
                String[] words = line.split(" ");
                octets[Integer.parseInt(words[1])] += Integer.parseInt(words[2]);
            }
            script.forget();
        }
        assertEquals(100_000, octets[3] + octets[5]);
        assertTrue(Math.abs(octets[3] - octets[5]) <= QUANTUM, octets[3] + " and " + octets[5]);
    }
}
