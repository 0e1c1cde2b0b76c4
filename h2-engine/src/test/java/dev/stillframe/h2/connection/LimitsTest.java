package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Budget;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Law L5: each component of the limits is a bound, and here each is run into. */
class LimitsTest {
    private static final Budget ONE = new Budget(1, 0);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Octets FULL = Octets.wrap(new byte[16_384]);
    private static final Octets PING = Octets.utf8("12345678");

    private static final Map<String, Executable> BOUNDS = new TreeMap<>();

    static {
        BOUNDS.put(
                "maxConcurrentStreams",
                () ->
                        Script.server(l -> l.maxConcurrentStreams(2))
                                .preface()
                                .get(1)
                                .get(3)
                                .get(5)
                                .expectReset(5, ErrorCode.REFUSED_STREAM));
        BOUNDS.put(
                "streamWindow",
                () ->
                        Script.server(l -> l.streamWindow(10))
                                .preface()
                                .post(1)
                                .send(Wire.of().data(1, "0123456789", false))
                                .expectOpen()
                                .forget()
                                .send(Wire.of().data(1, "x", false))
                                .expectReset(1, ErrorCode.FLOW_CONTROL_ERROR));
        BOUNDS.put("maxStreamWindow", LimitsTest::grows);
        BOUNDS.put("maxConnectionWindow", LimitsTest::grows);
        BOUNDS.put(
                "connectionWindow",
                () -> {
                    Script script =
                            Script.server(l -> l.connectionWindow(70_000).streamWindow(1 << 20));
                    script.preface().post(1);
                    assertEquals(70_000, script.state.receiveWindow());
                    Wire wire = Wire.of();
                    for (int i = 0; i < 5; i++) {
                        wire.data(1, FULL, false);
                    }
                    script.send(wire).expectConnectionError(ErrorCode.FLOW_CONTROL_ERROR);
                });
        BOUNDS.put(
                "maxFrameSize",
                () ->
                        Script.server(l -> l.maxFrameSize(20_000))
                                .preface()
                                .send(Wire.of().header(20_001, 0xbb, 0, 0))
                                .expectConnectionError(ErrorCode.FRAME_SIZE_ERROR));
        BOUNDS.put(
                "maxHeaderListSize",
                () ->
                        Script.server(l -> l.maxHeaderListSize(300))
                                .preface()
                                .post(1, "a", "v".repeat(200))
                                .expect("HEADERS 1 END_STREAM :status=431"));
        BOUNDS.put(
                "maxFields",
                () ->
                        Script.server(l -> l.maxFields(4))
                                .preface()
                                .get(1)
                                .expectNothing()
                                .post(3, "a", "b")
                                .expect("HEADERS 3 END_STREAM :status=431"));
        BOUNDS.put(
                "maxFieldBlock",
                () ->
                        Script.server(l -> l.maxFieldBlock(16_384))
                                .preface()
                                .send(Wire.of().headers(1, FULL, 0))
                                .send(Wire.of().continuation(1, Octets.of(0), 0))
                                .expectConnectionError(ErrorCode.COMPRESSION_ERROR));
        BOUNDS.put(
                "maxContinuations",
                () ->
                        Script.server(l -> l.maxContinuations(1))
                                .preface()
                                .send(Wire.of().headers(1, Octets.EMPTY, 0))
                                .send(Wire.of().continuation(1, Octets.EMPTY, 0))
                                .expectNothing()
                                .send(Wire.of().continuation(1, Octets.EMPTY, 0))
                                .expectConnectionError(ErrorCode.COMPRESSION_ERROR));
        BOUNDS.put(
                "headerTableSize",
                () ->
                        Script.server(l -> l.headerTableSize(100))
                                .preface()
                                // a table of 101 octets
                                .send(Wire.of().headers(1, Octets.hex("3f46 82"), 5))
                                .expectConnectionError(ErrorCode.COMPRESSION_ERROR));
        BOUNDS.put(
                "maxEncoderTableSize",
                () -> {
                    Script script =
                            Script.server(l -> l.maxEncoderTableSize(1000)).preface(1, 1 << 20);
                    for (int i = 0; i < 500; i++) {
                        int id = 2 * i + 1;
                        script.get(id).respond(id, 204, true, "n" + i, "value " + i).forget();
                    }
                    long retained = Retained.octets(((ConnectionState) script.state).encoder());
                    assertTrue(retained < 8000, "the encoder retains " + retained);
                });
        BOUNDS.put(
                "maxSettingsEntries",
                () ->
                        Script.server(l -> l.maxSettingsEntries(8))
                                .preface()
                                .send(Wire.of().settings(new int[2 * 9]))
                                .expectConnectionError(ErrorCode.ENHANCE_YOUR_CALM));
        BOUNDS.put(
                "maxClosedStreams",
                () -> {
                    Script script = Script.server(l -> l.maxClosedStreams(10)).preface();
                    for (int id = 1; id < 400; id += 2) {
                        script.get(id).respond(id, 204, true);
                        int count = ((ConnectionState) script.state).closedStreams().count();
                        assertTrue(count <= 10 + 32, count + " closed streams");
                    }
                });
        BOUNDS.put(
                "maxFinishing",
                () ->
                        Script.server(l -> l.maxFinishing(1))
                                .preface()
                                .get(1)
                                .send(Wire.of().reset(1, ErrorCode.CANCEL))
                                .get(3)
                                .expectReset(3, ErrorCode.REFUSED_STREAM));
        BOUNDS.put(
                "resets",
                () ->
                        Script.server(l -> l.resets(ONE))
                                .preface()
                                .get(1)
                                .send(Wire.of().reset(1, ErrorCode.CANCEL))
                                .expectOpen()
                                .get(3)
                                .send(Wire.of().reset(3, ErrorCode.CANCEL))
                                .expectConnectionError(ErrorCode.ENHANCE_YOUR_CALM));
        BOUNDS.put(
                "glitches",
                () ->
                        Script.server(l -> l.glitches(ONE))
                                .preface()
                                .send(Wire.of().priority(1, 0))
                                .expectOpen()
                                .send(Wire.of().priority(1, 0))
                                .expectConnectionError(ErrorCode.ENHANCE_YOUR_CALM));
        BOUNDS.put(
                "controls",
                () ->
                        Script.server(l -> l.controls(new Budget(2, 0)))
                                .preface() // SETTINGS are one
                                .send(Wire.of().ping(false, PING))
                                .expectOpen()
                                .send(Wire.of().ping(false, PING))
                                .expectConnectionError(ErrorCode.ENHANCE_YOUR_CALM));
        times();
    }

    private static void times() {
        BOUNDS.put(
                "settingsTimeout",
                () ->
                        Script.server(l -> l.settingsTimeout(SECOND))
                                .send(Wire.of().preface().settings())
                                .after(SECOND)
                                .expectConnectionError(ErrorCode.SETTINGS_TIMEOUT));
        BOUNDS.put(
                "idleTimeout",
                () ->
                        Script.server(l -> l.idleTimeout(SECOND))
                                .preface()
                                .after(SECOND)
                                .expectConnectionError(ErrorCode.NO_ERROR));
        BOUNDS.put(
                "streamIdleTimeout",
                () ->
                        Script.server(l -> l.streamIdleTimeout(SECOND))
                                .preface()
                                .get(1)
                                .after(SECOND)
                                .expectReset(1, ErrorCode.CANCEL));
        BOUNDS.put(
                "stallTimeout",
                () ->
                        Script.server(l -> l.stallTimeout(SECOND))
                                .preface(4, 0)
                                .get(1)
                                .respond(1, 200, false)
                                .data(1, "stuck", true)
                                .forget()
                                .after(SECOND)
                                .expectReset(1, ErrorCode.CANCEL));
        BOUNDS.put(
                "leastReadRate",
                () ->
                        Script.server(l -> l.stallTimeout(SECOND).leastReadRate(2))
                                .preface(4, 3)
                                .get(1)
                                .respond(1, 200, false)
                                .data(1, "stuck", true)
                                .forget()
                                .after(SECOND)
                                .expectNothing()
                                .after(Duration.ofMillis(500))
                                .expectReset(1, ErrorCode.CANCEL));
        BOUNDS.put(
                "fieldBlockTimeout",
                () ->
                        Script.server(l -> l.fieldBlockTimeout(SECOND))
                                .preface()
                                .send(Wire.of().headers(1, Octets.EMPTY, 0))
                                .after(SECOND)
                                .expectConnectionError(ErrorCode.ENHANCE_YOUR_CALM));
        BOUNDS.put(
                "prefaceTimeout",
                () ->
                        Script.server(l -> l.prefaceTimeout(SECOND))
                                .step()
                                .after(SECOND)
                                .expectConnectionError(ErrorCode.PROTOCOL_ERROR));
        BOUNDS.put(
                "keepAlive",
                () ->
                        Script.server(l -> l.keepAlive(SECOND))
                                .preface()
                                .get(1)
                                .after(SECOND)
                                .expect("PING " + Pings.KEEP_ALIVE));
        BOUNDS.put(
                "keepAliveTimeout",
                () ->
                        Script.server(l -> l.keepAlive(SECOND).keepAliveTimeout(SECOND))
                                .preface()
                                .get(1)
                                .after(SECOND)
                                .expectOpen()
                                .after(SECOND)
                                .expectClosed());
        BOUNDS.put(
                "idleKeepAlive",
                () ->
                        Script.server(
                                        l ->
                                                l.keepAlive(SECOND)
                                                        .idleKeepAlive(SECOND.multipliedBy(3)))
                                .preface()
                                .get(1)
                                .respond(1, 204, true)
                                .step(new Event.Released(1))
                                .forget()
                                .after(SECOND.multipliedBy(2))
                                .expectNothing()
                                .after(SECOND)
                                .expect("PING " + Pings.KEEP_ALIVE));
        BOUNDS.put("pingInterval", () -> PingIntervalTest.permits(l -> l.pingInterval(SECOND)));
        BOUNDS.put(
                "idlePingInterval",
                () -> PingIntervalTest.permits(l -> l.idlePingInterval(SECOND)));
        BOUNDS.put(
                "maxAge",
                () ->
                        Script.server(l -> l.maxAge(SECOND))
                                .preface()
                                .get(1)
                                .after(SECOND)
                                .expectStart("GOAWAY 2147483647 NO_ERROR"));
        BOUNDS.put(
                "maxRequests",
                () ->
                        Script.server(l -> l.maxRequests(2))
                                .preface()
                                .get(1)
                                .expectNothing()
                                .get(3)
                                .expectStart("GOAWAY 2147483647 NO_ERROR"));
        BOUNDS.put(
                "drainGrace",
                () ->
                        Script.server(l -> l.drainGrace(SECOND))
                                .preface()
                                .get(1)
                                .tell(new Command.Shutdown(ErrorCode.NO_ERROR, "bye", true))
                                .forget()
                                .after(SECOND)
                                .expect("GOAWAY 1 NO_ERROR bye"));
        BOUNDS.put(
                "drainTimeout",
                () ->
                        Script.server(l -> l.drainTimeout(SECOND))
                                .preface()
                                .get(1)
                                .tell(new Command.Shutdown(ErrorCode.NO_ERROR, "bye", true))
                                .expectOpen()
                                .after(SECOND)
                                .expectClosed());
    }

    /** Windows grow with what a round trip carries, up to their limits. */
    private static void grows() {
        Script script =
                Script.server(
                        l ->
                                l.maxStreamWindow(100_000)
                                        .connectionWindow(100_000)
                                        .maxConnectionWindow(450_000));
        script.preface().post(1);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 6; i++) {
                script.send(Wire.of().data(1, FULL, false));
                if (i % 3 == 2) {
                    script.consumed(1, 3 * FULL.length());
                }
            }
            script.send(Wire.of().ping(true, Pings.BANDWIDTH));
            script.expectOpen();
        }
        ConnectionState state = (ConnectionState) script.state;
        assertEquals(100_000, state.streams().at(1).inbound().ledger().target());
        assertTrue(state.ledger().target() <= 450_000, () -> "" + state.ledger());
    }

    @TestFactory
    @DisplayName("L5: each limit, run into")
    Stream<DynamicTest> bounds() {
        return BOUNDS.entrySet().stream()
                .map(bound -> DynamicTest.dynamicTest(bound.getKey(), bound.getValue()));
    }

    @Test
    @DisplayName("A drain ends without a second GOAWAY, too")
    void drainWithoutGrace() {
        Script.server(l -> l.drainTimeout(SECOND).drainGrace(Duration.ZERO))
                .preface()
                .get(1)
                .tell(new Command.Shutdown(ErrorCode.NO_ERROR, "bye", true))
                .expectOpen()
                .after(SECOND)
                .expectClosed();
    }

    @Test
    @DisplayName("gRFC A9: ages vary by a tenth, and nothing else does")
    void spread() {
        Limits limits = Limits.DEFAULT.toBuilder().maxAge(SECOND.multipliedBy(100)).build();
        assertEquals(SECOND.multipliedBy(90), limits.spread(0).maxAge());
        assertEquals(SECOND.multipliedBy(100), limits.spread(0.5).maxAge());
        assertEquals(SECOND.multipliedBy(110), limits.spread(1).maxAge());
        assertEquals(limits, limits.spread(0).toBuilder().maxAge(limits.maxAge()).build());
        assertEquals(Limits.DEFAULT, Limits.DEFAULT.spread(1));
    }

    @Test
    @DisplayName("L5: no limit is without a test")
    void all() {
        TreeSet<String> names = new TreeSet<>();
        Arrays.stream(Limits.class.getRecordComponents())
                .forEach(part -> names.add(part.getName()));
        TreeSet<String> shown = new TreeSet<>(BOUNDS.keySet());
        shown.add("maxQueuedOctets"); // the runtime's: see OctetsByReferenceTest
        assertEquals(names, shown);
    }
}
