package dev.stillframe.h2.connection;

import static dev.stillframe.api.connection.ErrorCode.CANCEL;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Budget;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Settings;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.frame.Remainder;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9113 sections 5.2, 5.4 and 5.5: flow control, errors, extensions. */
class Section52Test {
    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.2.1-1")
    @DisplayName("A sender MUST respect flow-control limits imposed by a receiver")
    void flowControl(Role role) {
        Random random = new Random(20_220_601);
        Script script = Ends.flowing(role, 4, 10);
        Ends.flow(script);
        Ends.flow(script);
        Map<Integer, Long> granted = new HashMap<>();
        Map<Integer, Long> sent = new HashMap<>();
        long connection = 65_535;
        long initial = 10;
        for (int i = 0; i < 3000; i++) {
            int id = 1 + 2 * random.nextInt(3);
            int amount = 1 + random.nextInt(400);
            switch (random.nextInt(8)) {
                case 7 -> {
                    // A whole message at once, which may have a way of its own.
                    if (i % 10 == 0) {
                        int whole = Ends.next(script);
                        Ends.flow(script).data(whole, Exchange.content(amount), true);
                    }
                }
                case 0 -> {
                    initial = random.nextInt(1000);
                    script.send(Wire.of().settings(4, (int) initial));
                }
                case 1, 2 -> {
                    granted.merge(id, (long) amount, Long::sum);
                    script.send(Wire.of().windowUpdate(id, amount));
                }
                case 3 -> {
                    connection += amount;
                    script.send(Wire.of().windowUpdate(0, amount));
                }
                default -> script.data(id, Exchange.content(amount), false);
            }
            for (String line : script.sent()) {
                if (line.startsWith("DATA ")) {
                    String[] words = line.split(" ");
                    int to = Integer.parseInt(words[1]);
                    long octets = Integer.parseInt(words[2]);
                    connection -= octets;
                    long window = initial + granted.getOrDefault(to, 0L);
                    assertTrue(
                            sent.merge(to, octets, Long::sum) <= window,
                            line + " goes over its window");
                    assertTrue(connection >= 0, line + " goes over the connection's window");
                }
            }
            script.forget();
        }
        assertTrue(sent.size() > 6, "whole messages went too: " + sent);
        for (int id : new int[] {1, 3, 5}) {
            assertTrue(sent.get(id) > 10_000, "sent " + sent);
        }
        assertTrue(connection < 400, "the connection's window was a limit too: " + connection);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.2.1-1")
    @DisplayName("A sender MUST respect flow-control limits imposed by a receiver, to the octet")
    void flowControlToTheOctet(Role role) {
        Script stream = Ends.flowing(role, 4, 10).data(1, Exchange.content(11), true);
        stream.expect("DATA 1 10").expectNothing();
        stream.send(Wire.of().windowUpdate(1, 1)).expect("DATA 1 1 END_STREAM");

        Script connection = Ends.flowing(role, 4, 100_000).data(1, Exchange.content(65_525), false);
        connection.forget();
        int other = Ends.next(connection);
        Ends.flow(connection).data(other, Exchange.content(11), true);
        connection.expect("DATA " + other + " 10").expectNothing();
        connection.send(Wire.of().windowUpdate(0, 1)).expect("DATA " + other + " 1 END_STREAM");
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.2.2-1")
    @DisplayName(
            "Endpoints MUST read and process HTTP/2 frames from the TCP receive buffer as soon as"
                    + " data is available")
    void allIsReadAtOnce(Role role) {
        Script script = Ends.flowing(role, 4, 0);
        int reset = Ends.next(script);
        Ends.flow(script);
        int next = Ends.next(script);
        if (role == Role.CLIENT) {
            script.request(Ends.post(), false);
        }
        // Neither we nor the transport can send DATA, and nothing is consumed.
        script.data(1, "waits", true).room(0).forget();
        Octets head =
                role == Role.SERVER ? Octets.of(0x82, 0x87, 0x84, 0x01, 1, 'a') : Octets.of(0x89);
        Wire wire = Wire.of().data(1, Exchange.content(16_384), false).ping(false, Exchange.OPAQUE);
        wire.settings(3, 5).windowUpdate(1, 3).reset(reset, CANCEL);
        script.send(wire.headers(next, head, Ends.HEADERS_END));
        script.expect("PING ACK " + Exchange.OPAQUE, "SETTINGS ACK").expectNothing();
        assertEquals(16_384, script.told(Notice.Data.class).octets().length());
        assertEquals(5, script.told(Notice.PeerSettings.class).settings().maxConcurrentStreams());
        assertEquals(reset, script.told(Notice.Ended.class).streamId());
        Ends.headTold(script);
        assertEquals(Remainder.frames(), ((ConnectionState) script.state).wire());
        script.room(Script.ALWAYS).expect("DATA 1 3");
    }

    /** One connection error of each kind, told and not yet looked at. */
    private static Map<ErrorCode, Script> connectionErrors(Role role) {
        Map<ErrorCode, Script> errors = new LinkedHashMap<>();
        errors.put(PROTOCOL_ERROR, Ends.flowing(role).send(Wire.of().data(0, "x", false)));
        errors.put(
                ErrorCode.FLOW_CONTROL_ERROR,
                Ends.flowing(role).send(Wire.of().windowUpdate(0, 0x7fff_ffff)));
        errors.put(
                ErrorCode.SETTINGS_TIMEOUT,
                Script.with(Options.of(role))
                        .send(
                                role == Role.SERVER
                                        ? Wire.of().preface().settings()
                                        : Wire.of().settings())
                        .after(Duration.ofMinutes(1)));
        errors.put(
                ErrorCode.FRAME_SIZE_ERROR,
                Ends.flowing(role).send(Wire.of().frame(6, 0, 0, Exchange.content(7))));
        errors.put(
                ErrorCode.COMPRESSION_ERROR,
                Ends.flowing(role).send(Wire.of().headers(1, Octets.of(0x80), Ends.HEADERS_END)));
        Script closed = Ends.begun(role);
        errors.put(
                ErrorCode.STREAM_CLOSED,
                closed.headers(Ends.exchange(closed), true, "x", "after the end"));
        errors.put(
                ErrorCode.ENHANCE_YOUR_CALM,
                Ends.begun(role, limits -> limits.controls(new Budget(2, 0)))
                        .send(Wire.of().ping(false, Exchange.OPAQUE).ping(false, Exchange.OPAQUE)));
        return errors;
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.4-1")
    @DisplayName("If a frame causes a connection error, that error MUST be reported")
    void reported(Role role) {
        connectionErrors(role)
                .forEach(
                        (code, script) -> {
                            script.expectConnectionError(code);
                            Notice.Fault fault = script.told(Notice.Fault.class);
                            assertEquals(code, fault.code());
                            Notice.Closed closed = script.told(Notice.Closed.class);
                            assertEquals(code, closed.code());
                            assertFalse(closed.byPeer());
                            assertFalse(closed.reason().isBlank());
                        });
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.4.1-1")
    @DisplayName(
            "After sending the GOAWAY frame for an error condition, the endpoint MUST close the TCP"
                    + " connection")
    void closesAfterGoAway(Role role) {
        connectionErrors(role)
                .forEach(
                        (code, script) -> {
                            List<Effect> effects = script.effects();
                            int close = effects.indexOf(new Effect.Close());
                            assertTrue(close > 0, () -> code + " closes: " + effects);
                            script.expectConnectionError(code).forget();
                            Command late = new Command.Reset(1, CANCEL);
                            Octets octets = Wire.of().ping(false, Exchange.OPAQUE).octets();
                            script.send(octets.slice(0, 5)).send(octets.from(5)).tell(late);
                            script.send(Octets.utf8("anything")).consumed(1, 5);
                            script.after(Duration.ofDays(1)).expectNothing().expectClosed();
                            assertEquals(late, script.told(Notice.Rejected.class).command());
                            script.expectToldNothing();
                            assertTrue(
                                    effects.subList(close + 1, effects.size()).stream()
                                            .noneMatch(Section52Test::writes));
                            assertTrue(
                                    effects.subList(0, close).stream()
                                            .anyMatch(Section52Test::writes));
                        });
    }

    private static boolean writes(Effect effect) {
        return effect instanceof Effect.Send || effect instanceof Effect.Take;
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.4.2-2")
    @DisplayName(
            "To avoid looping, an endpoint MUST NOT send a RST_STREAM in response to a RST_STREAM"
                    + " frame")
    void noResetForReset(Role role) {
        Script open = Ends.flowing(role);
        Script remote = Ends.flowing(role).send(Wire.of().data(1, "", true));
        Script local = Ends.flowing(role).data(1, "", true);
        Script stalled = Ends.flowing(role, 4, 0).data(1, "waits", true);
        Script closed = Ends.flowing(role).data(1, "", true).send(Wire.of().data(1, "", true));
        Script byUs = Ends.flowing(role).tell(new Command.Reset(1, CANCEL));
        for (Script script : List.of(open, remote, local, stalled, closed, byUs)) {
            boolean known = script.state.activeStreams() > 0;
            script.forget().send(Wire.of().reset(1, CANCEL)).expectNothing();
            if (known) {
                assertTrue(
                        assertInstanceOf(End.Reset.class, script.told(Notice.Ended.class).end())
                                .byPeer());
            }
            script.send(Wire.of().reset(1, PROTOCOL_ERROR)).expectNothing().expectToldNothing();
            Ends.alive(script);
        }
        Script reserved = Ends.flowing(role);
        RequestHead promise = RequestHead.get("https", "example.org", "/");
        if (role == Role.SERVER) {
            reserved.tell(new Command.Push(0, 1, promise));
        } else {
            Octets block =
                    reserved.block(
                            ":method",
                            "GET",
                            ":scheme",
                            "https",
                            ":authority",
                            "example.org",
                            ":path",
                            "/");
            reserved.send(Wire.of().pushPromise(1, 2, block, Wire.END_HEADERS));
        }
        reserved.forget().send(Wire.of().reset(2, CANCEL)).expectNothing();
        assertEquals(2, reserved.told(Notice.Ended.class).streamId());
        reserved.send(Wire.of().reset(2, CANCEL)).expectNothing().expectToldNothing();
        Ends.alive(reserved);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.5-1")
    @DisplayName(
            "Implementations MUST ignore unknown or unsupported values in all extensible protocol"
                    + " elements")
    void unknownValues(Role role) {
        Script script = Ends.flowing(role);
        Settings before = script.state.peerSettings();
        script.send(Wire.of().settings(0, 1, 7, -1, 0xa, 0, 0xffff, 5)).expect("SETTINGS ACK");
        assertEquals(before, script.told(Notice.PeerSettings.class).settings());
        script.send(Wire.of().frame(0xee, 0xff, 1, Octets.EMPTY)).expectNothing();
        script.send(Wire.of().reset(1, new ErrorCode(0xfade_d00d))).expectNothing();
        assertEquals(
                new End.Reset(new ErrorCode(0xfade_d00d), true, ""),
                script.told(Notice.Ended.class).end());
        Ends.alive(script);
        Ends.flow(script);
        script.send(Wire.of().goAway(99, new ErrorCode(0x1234), "why")).expectOpen();
        assertEquals(
                new Notice.GoAway(99, new ErrorCode(0x1234), Octets.utf8("why")),
                script.told(Notice.GoAway.class));
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.5-2")
    @DisplayName("Implementations MUST discard frames that have unknown or unsupported types")
    void unknownFrames(Role role) {
        Script script = Ends.flowing(role);
        for (int size : new int[] {0, 1, 8, 9, 255, 16_384}) {
            for (int id : new int[] {0, 1, 2, 77}) {
                byte[] payload = new byte[size];
                java.util.Arrays.fill(payload, (byte) 0x04); // it would be a strange frame itself
                Octets frame = Wire.of().frame(0xb7, 0xff, id, Octets.wrap(payload)).octets();
                script.send(frame);
                int half = frame.length() / 2;
                script.send(frame.slice(0, half)).send(frame.from(half));
                script.expectNothing().expectToldNothing();
                script.send(Wire.of().ping(false, Exchange.OPAQUE))
                        .expect("PING ACK " + Exchange.OPAQUE);
            }
        }
        Ends.alive(script);
    }

    private static final RequestHead WEB_SOCKET =
            new RequestHead("CONNECT", "https", "a", "/", "websocket", FieldSection.EMPTY);

    @Test
    @Requirement("9113-5.5-4")
    @DisplayName(
            "An extension that changes existing protocol elements or state MUST be negotiated before"
                    + " being used: by a client")
    void extendedConnectOfClient() {
        Script script = Ends.begun(Role.CLIENT);
        Ends.rejected(script, new Command.Request(0, WEB_SOCKET, false));
        script.send(Wire.of().settings(8, 1)).forget();
        script.request(WEB_SOCKET, false).expectStart("HEADERS 1 :method=CONNECT ");
    }

    @Test
    @Requirement("9113-5.5-4")
    @DisplayName(
            "An extension that changes existing protocol elements or state MUST be negotiated before"
                    + " being used: with a server")
    void extendedConnectOfServer() {
        for (boolean offered : new boolean[] {false, true}) {
            Script script =
                    Script.with(new Options(Role.SERVER, Limits.DEFAULT, offered, false, true));
            script.step();
            assertEquals(offered, script.sent().getFirst().contains(" 8=1"));
            script.preface()
                    .headers(
                            1,
                            false,
                            ":method",
                            "CONNECT",
                            ":scheme",
                            "https",
                            ":authority",
                            "a",
                            ":path",
                            "/",
                            ":protocol",
                            "websocket");
            if (offered) {
                assertEquals(WEB_SOCKET, script.told(Notice.Request.class).head());
            } else {
                script.expectBadRequest(1);
                assertNull(
                        script.notices().stream()
                                .filter(Notice.Request.class::isInstance)
                                .findAny()
                                .orElse(null));
                Ends.alive(script);
            }
        }
    }
}
