package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.flow.ReceiveLedger;
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
    private static final int SHARED = 4 * MOST;

    /** Four times as large after each, and credit is returned in halves. */
    private static final int TRIPS = 5;

    private static LimitsBuilder limits(LimitsBuilder limits) {
        return limits.connectionWindow(INITIAL).maxStreamWindow(MOST).maxConnectionWindow(SHARED);
    }

    private static LimitsBuilder roomy(LimitsBuilder limits) {
        return limits(limits).connectionWindow(MOST);
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
            assertTrue(far.window(1) <= MOST && far.window(0) <= SHARED, "no further");
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

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("of two streams that nobody reads any more leave the others half of it")
    void unread(Role role) {
        Script script = Exchange.open(role, GrowingWindowsTest::limits);
        Exchange.open(script, role, 3);
        Far far = new Far(script, 2, Integer.MAX_VALUE);
        for (int i = 0; i < 2 * TRIPS; i++) {
            far.roundTrip(Integer.MAX_VALUE);
        }
        far.roundTrip(0);
        far.roundTrip(0);
        assertEquals(0, far.window(1) + far.window(3), "both are full");
        assertTrue(far.window(0) > 0, "there is room");
        ReceiveLedger connection = ((ConnectionState) script.state).ledger();
        assertEquals(SHARED, connection.target());
        assertTrue(connection.held() <= SHARED / 2, "held: " + connection.held());
    }

    /** Servers of gRPC count PINGs since they last had something to send. */
    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("are not measured again before DATA has come")
    void pings(Role role) {
        Script script = Exchange.open(role, GrowingWindowsTest::roomy);
        for (int streamId = 3; streamId < 10; streamId += 2) {
            Exchange.open(script, role, streamId);
        }
        for (int streamId = 1; streamId < 10; streamId += 2) {
            for (int i = 0; i < 4; i++) {
                script.send(Wire.of().data(streamId, Exchange.content(10_000), false));
            }
        }
        script.forget().consumed(1, 40_000).expectStart("PING").expectStart("WINDOW_UPDATE 1");
        script.send(Wire.of().ping(true, Pings.BANDWIDTH));
        for (int streamId = 3; streamId < 10; streamId += 2) {
            script.consumed(streamId, 40_000).expectStart("WINDOW_UPDATE " + streamId);
            script.expectNothing();
        }
        for (int i = 0; i < 4; i++) {
            script.send(Wire.of().data(1, Exchange.content(10_000), false));
        }
        script.consumed(1, 40_000).expectStart("PING");
    }

    private static Far grown(Role role) {
        Far far = new Far(Exchange.open(role, GrowingWindowsTest::limits), 1, Integer.MAX_VALUE);
        for (int i = 0; i < 2 * TRIPS; i++) {
            far.roundTrip(Integer.MAX_VALUE);
        }
        assertEquals(MOST, stream(far.script, 1).target());
        return far;
    }

    private static ReceiveLedger stream(Script script, int streamId) {
        ConnectionState state = (ConnectionState) script.state;
        return state.streams().at(streamId).inbound().ledger();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("begin anew where limits are lowered")
    void lowered(Role role) {
        Script script = grown(role).script;
        Limits less =
                limits(Limits.DEFAULT.toBuilder()).streamWindow(16_384).maxStreamWindow(1).build();
        script.tell(new Command.Change(less)).send(Wire.of().settingsAck());
        Exchange.open(script, role, 3);
        script.send(Wire.of().data(3, Exchange.content(16_384), false)).consumed(3, 16_384);
        assertEquals(16_384, stream(script, 3).target());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("that have grown are not raised beyond 2^31-1 by a setting")
    void raised(Role role) {
        Script script = grown(role).script.forget();
        Limits more = limits(Limits.DEFAULT.toBuilder()).streamWindow(Integer.MAX_VALUE).build();
        int fits = Integer.MAX_VALUE - (MOST - INITIAL);
        script.tell(new Command.Change(more)).expectStart("SETTINGS 4=" + fits);
        script.send(Wire.of().settingsAck().data(1, Exchange.content(100), false)).expectOpen();
        assertEquals(Integer.MAX_VALUE, stream(script, 1).target());
    }
}
