package dev.stillframe.h2.connection;

import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 9113 section 3: how a connection begins. */
class Section3Test {
    private static final Octets MAGIC = Octets.utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private static Octets firstOctets(Script script) {
        return script.effects().stream()
                .filter(Effect.Send.class::isInstance)
                .map(Effect.Send.class::cast)
                .findFirst()
                .orElseThrow()
                .octets();
    }

    @Test
    @Requirement("9113-3.2-2")
    @DisplayName("Once TLS negotiation is complete, the server MUST send a connection preface")
    void serverPrefaceOverTls() {
        Script script =
                Script.with(new Options(Role.SERVER, Limits.DEFAULT, true, false, true)).step();
        assertFalse(
                assertInstanceOf(Frame.Settings.class, Exchange.frames(script).getFirst()).ack());
    }

    @Test
    @Requirement("9113-3.2-2")
    @DisplayName("Once TLS negotiation is complete, the client MUST send a connection preface")
    void clientPrefaceOverTls() {
        Script script =
                Script.with(new Options(Role.CLIENT, Limits.DEFAULT, true, false, true)).step();
        assertEquals(MAGIC, firstOctets(script).slice(0, MAGIC.length()));
        assertFalse(
                assertInstanceOf(Frame.Settings.class, Exchange.frames(script).getFirst()).ack());
    }

    @Test
    @Requirement("9113-3.3-2")
    @DisplayName("Over cleartext TCP, likewise, the server MUST send a connection preface")
    void serverPrefaceOverTcp() {
        Script script = Script.server().send(Wire.of().preface());
        assertEquals(0x4, firstOctets(script).at(3), "the type of SETTINGS");
        script.expectStart("SETTINGS 3=100");
    }

    @Test
    @Requirement("9113-3.4-2")
    @DisplayName("A SETTINGS frame MUST be the first frame the server sends")
    void settingsFirst() {
        Script asked = Script.server();
        Octets request =
                asked.block(":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/");
        Wire all = Wire.of().preface().settings().settingsAck();
        asked.send(all.headers(1, request, Ends.HEADERS_END).ping(false, Exchange.OPAQUE));
        Script refused = Script.server().send(Wire.of().preface().data(1, "x", false));
        Script foreign = Script.server().send(Octets.utf8("GET / HTTP/1.1\r\n\r\n"));
        for (Script script : List.of(Script.server().step(), asked, refused, foreign)) {
            script.expectStart("SETTINGS 3=100 ");
        }
        assertTrue(asked.sent().contains("SETTINGS ACK"));
        refused.expectConnectionError(PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-3.4-3")
    @DisplayName(
            "The SETTINGS frames received as part of the preface MUST be acknowledged after sending"
                    + " the connection preface")
    void acknowledgedOnceAndAfterOurs(Role role) {
        Wire peer = role == Role.SERVER ? Wire.of().preface() : Wire.of();
        Script script = Script.with(Options.of(role)).send(peer.settings(3, 7));
        List<String> settings =
                script.sent().stream().filter(line -> line.startsWith("SETTINGS")).toList();
        assertEquals(2, settings.size());
        assertTrue(settings.get(0).contains("3=100"));
        assertEquals("SETTINGS ACK", settings.get(1));
        script.after(java.time.Duration.ofSeconds(1)).send(Wire.of().settingsAck());
        assertEquals(1, script.sent().stream().filter(line -> line.equals("SETTINGS ACK")).count());
    }

    static Stream<Octets> wrongMagic() {
        Stream<Octets> oneWrong =
                java.util.stream.IntStream.range(0, MAGIC.length())
                        .mapToObj(
                                i -> {
                                    byte[] octets = MAGIC.toArray();
                                    octets[i] ^= 0x20;
                                    return Octets.wrap(octets);
                                });
        return Stream.concat(
                oneWrong,
                Stream.of(
                        Octets.utf8("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                        Wire.of().settings().octets(),
                        Octets.of(0x16, 3, 1, 2, 0)));
    }

    @ParameterizedTest
    @MethodSource("wrongMagic")
    @Requirement("9113-3.4-4")
    @DisplayName("Servers MUST treat an invalid connection preface as a connection error")
    void invalidClientPreface(Octets octets) {
        Exchange.connectionError(Script.server().send(octets), PROTOCOL_ERROR);
    }

    @Test
    @Requirement("9113-3.4-4")
    @DisplayName("A preface that is cut short is invalid; a connection without octets is no error")
    void cutPreface() {
        for (int i = 1; i <= MAGIC.length(); i++) {
            Script script = Script.server().send(MAGIC.slice(0, i));
            Exchange.connectionError(script.step(new Event.InputClosed()), PROTOCOL_ERROR);
        }
        Script half = Script.client().send(Wire.of().settings().octets().slice(0, 5));
        Exchange.connectionError(half.step(new Event.InputClosed()), PROTOCOL_ERROR);
        for (Script silent : List.of(Script.server(), Script.client())) {
            silent.step(new Event.InputClosed()).expectClosed();
            assertEquals(ErrorCode.NO_ERROR, silent.told(Notice.Closed.class).code());
        }
    }

    static final List<Wire> NOT_SETTINGS =
            List.of(
                    Wire.of().settingsAck(),
                    Wire.of().ping(false, Exchange.OPAQUE),
                    Wire.of().headers(1, Octets.of(0x88), Ends.HEADERS_END),
                    Wire.of().headers(1, Octets.of(0x88), 0),
                    Wire.of().data(1, "x", false),
                    Wire.of().windowUpdate(0, 1),
                    Wire.of().priority(1, 3),
                    Wire.of().frame(2, 0, 1, Octets.of(0, 0, 0, 0)),
                    Wire.of().goAway(0, ErrorCode.NO_ERROR, ""),
                    Wire.of().frame(0x42, 0, 0, Octets.EMPTY));

    @ParameterizedTest
    @FieldSource("NOT_SETTINGS")
    @Requirement("9113-3.4-4")
    @DisplayName("Endpoints MUST treat an invalid preface as a connection error: no SETTINGS")
    void firstFrameIsNotSettings(Wire wire) {
        Octets frame = wire.octets();
        Exchange.connectionError(Script.client().send(frame), PROTOCOL_ERROR);
        Exchange.connectionError(Script.server().send(MAGIC.plus(frame)), PROTOCOL_ERROR);
    }
}
