package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attacks by opening streams and ending them early. */
class ResetAttacksTest {
    private static final int BURST = Limits.DEFAULT.resets().burst();

    /** What a connection may retain after any of these: its tables, its memory of streams. */
    static final long RETAINED = 128 * 1024;

    private static int stream(int n) {
        return 2 * n + 1;
    }

    @Test
    @DisplayName(
            "Rapid reset (CVE-2023-44487): ended after the budget, whether anybody answers or not")
    void rapidReset() {
        for (Flood.Reaction application : Set.of(Flood.NOTHING, Flood.SERVES)) {
            Flood flood = Flood.of(application);
            int times =
                    flood.strike(
                            n ->
                                    flood.head(Wire.of(), stream(n), false)
                                            .reset(stream(n), ErrorCode.CANCEL));
            flood.expectCalm("reset");
            assertTrue(times <= BURST + 2, times + " resets");
            assertTrue(flood.mostRetained < RETAINED, "retained " + flood.mostRetained);
        }
    }

    @Test
    @DisplayName("Rapid reset buys no concurrency: what still runs counts")
    void resetsBuyNoConcurrency() {
        Flood flood = Flood.of(Flood.NOTHING);
        flood.strike(
                n -> flood.head(Wire.of(), stream(n), true).reset(stream(n), ErrorCode.CANCEL));
        assertTrue(
                flood.requests <= Limits.DEFAULT.maxFinishing() + 1,
                flood.requests + " requests at work");
    }

    /** What makes a server reset a stream (CVE-2025-8671), after a request on it. */
    static Set<String> primitives() {
        return PRIMITIVES.keySet();
    }

    private interface Primitive {
        Wire on(Wire wire, int streamId, Flood flood);
    }

    private static final Map<String, Primitive> PRIMITIVES =
            Map.of(
                    "WINDOW_UPDATE of 0",
                    (wire, id, flood) -> wire.windowUpdate(id, 0),
                    "WINDOW_UPDATE over 2^31-1",
                    (wire, id, flood) -> wire.windowUpdate(id, Integer.MAX_VALUE),
                    "PRIORITY of 4 octets",
                    (wire, id, flood) -> wire.frame(2, 0, id, Octets.of(0, 0, 0, 0)),
                    "DATA after END_STREAM",
                    (wire, id, flood) -> wire.data(id, "late", true).data(id, "later", true),
                    "HEADERS after END_STREAM",
                    (wire, id, flood) -> flood.head(wire.data(id, "late", true), id, true),
                    "DATA over content-length",
                    (wire, id, flood) -> wire.data(id, "more than three", false),
                    "malformed trailers",
                    (wire, id, flood) ->
                            wire.headers(
                                    id,
                                    flood.block(":path", "/"),
                                    Wire.END_HEADERS | Wire.END_STREAM));

    @DisplayName("MadeYouReset (CVE-2025-8671): ended after the budget, and it buys no concurrency")
    @ParameterizedTest
    @MethodSource("primitives")
    void madeYouReset(String name) {
        Primitive primitive = PRIMITIVES.get(name);
        Flood flood = Flood.of(Flood.NOTHING);
        int times =
                flood.strike(
                        n -> {
                            String length = name.endsWith("END_STREAM") ? "4" : "3";
                            return primitive.on(
                                    flood.head(
                                            Wire.of(), stream(n), false, "content-length", length),
                                    stream(n),
                                    flood);
                        });
        flood.expectCalm("reset");
        assertTrue(times <= BURST + 2, times + " resets");
        assertTrue(
                flood.requests <= Limits.DEFAULT.maxFinishing() + 1,
                flood.requests + " requests at work");
        assertTrue(flood.mostRetained < RETAINED, "retained " + flood.mostRetained);
    }

    @Test
    @DisplayName("Malformed requests are resets of the peer's making")
    void malformedRequests() {
        Flood flood = Flood.of(Flood.SERVES);
        int times = flood.strike(n -> flood.head(Wire.of(), stream(n), true, "Upper", "case"));
        flood.expectCalm("reset");
        assertTrue(times <= BURST + 2, times + " resets");
        assertEquals(0, flood.requests);
    }

    @Test
    @DisplayName(
            "Streams before the acknowledgement of SETTINGS (CVE-2025-53506): the limit holds at once")
    void streamsBeforeAcknowledgement() {
        Flood flood = Flood.unacknowledged(Flood.NOTHING);
        int times = flood.strike(n -> flood.head(Wire.of(), stream(n), true));
        flood.expectCalm("reset");
        assertEquals(Limits.DEFAULT.maxConcurrentStreams(), flood.requests);
        assertTrue(times <= Limits.DEFAULT.maxConcurrentStreams() + BURST + 2, times + " streams");
    }

    @Test
    @DisplayName("RST_STREAM for streams that are closed (CVE-2019-9514) is a bounded nuisance")
    void lateResets() {
        Flood flood = Flood.of(Flood.SERVES);
        flood.send(flood.head(Wire.of(), 1, true));
        long before = flood.emitted;
        int times = flood.strike(n -> Wire.of().reset(1, ErrorCode.CANCEL));
        flood.expectCalm("no use");
        assertTrue(times <= Limits.DEFAULT.glitches().burst() + 100, times + " resets");
        assertTrue(flood.emitted - before < 300, "nothing but a GOAWAY is sent");
    }

    @Test
    @DisplayName("Slowly, for ever: within the rate that is allowed, nothing is retained")
    void slowResets() {
        Flood flood = Flood.of(Flood.SERVES);
        for (int n = 0; n < 100_000; n++) {
            flood.now += 60_000_000; // 16 a second
            Wire wire = flood.head(Wire.of(), stream(n), false).data(stream(n), "abc", false);
            flood.send(wire.reset(stream(n), ErrorCode.CANCEL));
        }
        assertTrue(!flood.isOver(), () -> "" + flood.state.closed());
        assertTrue(flood.mostRetained < RETAINED, "retained " + flood.mostRetained);
        assertEquals(0, flood.state.activeStreams());
    }
}
