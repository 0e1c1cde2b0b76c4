package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Receive windows (RFC 9113 section 6.9) against a peer that is far away: what we say reaches it
 * all at once, it acknowledges PINGs at once, and what it sends then comes a round trip later.
 */
@DisplayName("receive windows")
class GrowingWindowsTest {
    private static final int INITIAL = 65_535;
    private static final int MOST = 1 << 20;

    /** Four times as large after each, and credit is returned in halves. */
    private static final int TRIPS = 5;

    private static LimitsBuilder limits(LimitsBuilder limits) {
        return limits.connectionWindow(INITIAL).maxStreamWindow(MOST).maxConnectionWindow(MOST);
    }

    /** The peer, which sends as much as it may, on each of its streams. */
    private static final class Far {
        private final Script script;
        private final Map<Integer, Long> windows = new HashMap<>();
        private final int atOnce;

        /**
         * @param atOnce the most that it has to send on a stream in a round trip
         */
        Far(Script script, int streams, int atOnce) {
            this.script = script.forget();
            this.atOnce = atOnce;
            windows.put(0, (long) script.state.receiveWindow());
            for (int i = 0; i < streams; i++) {
                windows.put(2 * i + 1, (long) INITIAL);
            }
        }

        long window(int streamId) {
            return windows.getOrDefault(streamId, 0L);
        }

        /**
         * One round trip.
         *
         * @param taken what our application takes of each piece that comes
         * @return the octets that came
         */
        int roundTrip(int taken) {
            Wire answers = Wire.of();
            for (String line : script.sent()) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "WINDOW_UPDATE" ->
                            windows.merge(
                                    Integer.parseInt(words[1]),
                                    Long.parseLong(words[2]),
                                    Long::sum);
                    case "PING" -> answers.ping(true, Octets.hex(words[1]));
                    default -> throw new AssertionError(line);
                }
            }
            script.forget();
            Octets acknowledged = answers.octets();
            if (!acknowledged.isEmpty()) {
                script.send(acknowledged);
            }
            int came = 0;
            for (int streamId = 1; windows.containsKey(streamId); streamId += 2) {
                came += send(streamId, taken);
            }
            script.expectOpen();
            return came;
        }

        private int send(int streamId, int taken) {
            int came = 0;
            while (came < atOnce) {
                int may = (int) Math.min(window(0), window(streamId));
                int piece = Math.min(Math.min(16_384, atOnce - came), may);
                if (piece == 0) {
                    break;
                }
                script.send(Wire.of().data(streamId, Exchange.content(piece), false));
                windows.merge(0, (long) -piece, Long::sum);
                windows.merge(streamId, (long) -piece, Long::sum);
                script.consumed(streamId, Math.min(taken, piece));
                came += piece;
            }
            return came;
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("grow as far as they may within a few round trips where they alone hold it back")
    void grow(Role role) {
        Far far = new Far(Exchange.open(role, GrowingWindowsTest::limits), 1, Integer.MAX_VALUE);
        assertEquals(INITIAL, far.roundTrip(Integer.MAX_VALUE));
        int trips = 1;
        while (far.roundTrip(Integer.MAX_VALUE) < MOST / 2) {
            trips++;
            assertTrue(trips <= TRIPS, "round trips until now: " + trips);
        }
        for (int i = 0; i < 5; i++) {
            far.roundTrip(Integer.MAX_VALUE);
            assertTrue(far.window(1) <= MOST && far.window(0) <= MOST, "no further");
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("of the connection grow where many streams share it")
    void connection(Role role) {
        Script script = Exchange.open(role, GrowingWindowsTest::limits);
        for (int streamId = 3; streamId < 20; streamId += 2) {
            Exchange.open(script, role, streamId);
        }
        Far far = new Far(script, 10, 40_000);
        assertEquals(INITIAL, far.roundTrip(Integer.MAX_VALUE));
        int trips = 1;
        while (far.roundTrip(Integer.MAX_VALUE) < 10 * 40_000) {
            trips++;
            assertTrue(trips <= TRIPS, "round trips until now: " + trips);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("stay as they are where the application is what is slow")
    void slowApplication(Role role) {
        Far far = new Far(Exchange.open(role, GrowingWindowsTest::limits), 1, Integer.MAX_VALUE);
        int unread = 0;
        for (int i = 0; i < 100; i++) {
            int before = unread;
            int came = far.roundTrip(0);
            int taken = Math.min(1_000, before + came);
            far.script.consumed(1, taken);
            unread = before + came - taken;
            assertTrue(unread <= INITIAL, "waiting for the application: " + unread);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("stay as they are where the peer has no more to send")
    void slowPeer(Role role) {
        Far far = new Far(Exchange.open(role, GrowingWindowsTest::limits), 1, 20_000);
        for (int i = 0; i < 100; i++) {
            assertEquals(20_000, far.roundTrip(Integer.MAX_VALUE));
            assertTrue(far.window(1) <= INITIAL && far.window(0) <= INITIAL, "not held back");
        }
    }
}
