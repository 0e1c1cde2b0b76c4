package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Law L4: whatever octets come, there is a next state. And what must not get through, does not. */
class HostileInputTest {
    @DisplayName("Random octets after a good beginning: no exception, ledgers balanced")
    @ParameterizedTest
    @EnumSource(Role.class)
    void randomOctets(Role role) {
        for (int seed = 0; seed < 2000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Chatter peer = new Chatter(random, role);
            Script script = Script.with(Options.of(role).withPush());
            script.send(seed % 20 == 0 ? octets(random, 40) : peer.preface());
            for (int i = 0; i < 12; i++) {
                if (role == Role.CLIENT) {
                    script.request(Situation.head(), random.nextBoolean());
                    peer.requested();
                }
                Octets some = peer.some();
                script.send(
                        switch (random.nextInt(4)) {
                            case 0 -> peer.corrupt(some);
                            case 1 -> some.plus(wild(random));
                            default -> some;
                        });
                Invariants.check(script.state);
                // Nothing that we send may be anything but frames: Script reads them back.
            }
            script.step(new Event.TransportFailed("over"));
            Invariants.check(script.state);
            Invariants.endings(script.effects());
        }
    }

    private static Octets octets(SplittableRandom random, int most) {
        byte[] octets = new byte[random.nextInt(most)];
        random.nextBytes(octets);
        return Octets.wrap(octets);
    }

    /** A frame with any type, flags and stream, and any payload. */
    private static Octets wild(SplittableRandom random) {
        int stream = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(12);
        return Wire.of()
                .frame(random.nextInt(18), random.nextInt(256), stream, octets(random, 30))
                .octets();
    }

    @Test
    @DisplayName("Frames after the end (CVE-2026-27135): absorbed, and nothing moves any more")
    void afterTheEnd() {
        Script script = Script.server().preface().get(1).send(Wire.of().windowUpdate(0, 0));
        script.expectConnectionError(ErrorCode.PROTOCOL_ERROR).forget();
        Iteration over = script.state;
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            script.send(wild(random)).consumed(1, 5).step(new Event.Released(1));
            script.step(new Event.InputClosed()).expectNothing().expectToldNothing();
            assertEquals(over, script.state);
        }
        script.tell(new Command.Want(1));
        assertEquals(1, script.notices().size(), "but a command is never lost without a word");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_777_216, -1})
    @DisplayName(
            "SETTINGS_MAX_FRAME_SIZE out of range (CVE-2026-33814) ends the connection, either role")
    void frameSize(int size) {
        Script.server()
                .preface()
                .send(Wire.of().settings(5, size))
                .expectConnectionError(ErrorCode.PROTOCOL_ERROR);
        Script.client()
                .preface()
                .send(Wire.of().settings(5, size))
                .expectConnectionError(ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    @DisplayName(
            "A tiny SETTINGS_MAX_HEADER_LIST_SIZE (CVE-2026-50560) is advice: answers are sent")
    void tinyHeaderList() {
        Script.server()
                .preface(6, 1)
                .get(1)
                .respond(1, 200, true, "server", "any")
                .expect("HEADERS 1 END_STREAM :status=200 server=any");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\rX",
                "\u0016\u0003\u0001"
            })
    @DisplayName("What is not a preface gets a GOAWAY")
    void badPreface(String text) {
        Script.server().send(Octets.utf8(text)).expectConnectionError(ErrorCode.PROTOCOL_ERROR);
    }

    @Test
    @DisplayName(
            "An upgrade with settings that are none (CVE-2020-13934's kin) ends the connection")
    void badUpgrade() {
        Script.server()
                .step(new Event.Upgraded(Octets.of(0, 4, 0), Situation.head()))
                .expectConnectionError(ErrorCode.PROTOCOL_ERROR);
    }

    /** Names and values behind an ordinary head, or instead of it after a bar. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-length=5 content-length=6",
                "content-length=+5",
                "transfer-encoding=chunked",
                "connection=close",
                "x=a\r\nb: c",
                "x=a\u0000b",
                "x:y=z",
                "x y=z",
                "host=other.example",
                ":path=/again",
                ":method=POST",
                ":authority=a@b",
                ":status=200",
            })
    @DisplayName("Smuggling (CVE-2021-21295 and its kin): refused on its stream, never passed on")
    void smuggling(String fields) {
        List<String> head =
                new ArrayList<>(
                        List.of(
                                ":method",
                                "POST",
                                ":scheme",
                                "https",
                                ":authority",
                                "example.org",
                                ":path",
                                "/"));
        for (String field : fields.split(" (?=content)")) {
            int equals = field.indexOf('=');
            head.add(field.substring(0, equals));
            head.add(field.substring(equals + 1));
        }
        Script script = Script.server().preface();
        script.headers(1, false, head.toArray(String[]::new)).expectBadRequest(1);
        assertTrue(script.notices().stream().noneMatch(n -> n instanceof Notice.Request));
        script.get(3).told(Notice.Request.class);
    }

    @Test
    @DisplayName("Content that disagrees with its length (H2.CL) never looks complete")
    void contentLength() {
        Script script = Script.server().preface().post(1, "content-length", "3");
        script.send(Wire.of().data(1, "ab", true)).expectReset(1, ErrorCode.PROTOCOL_ERROR);
        assertTrue(
                script.notices().stream()
                        .noneMatch(n -> n instanceof Notice.Data data && data.endStream()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":method=CONNECT :authority=a:1 :path=/",
                ":method=CONNECT :authority=a:1 :scheme=https",
                ":method=CONNECT",
                ":method=GET :scheme=https :authority=a :path=/ :protocol=websocket",
                ":method=CONNECT :authority=a :protocol=websocket",
            })
    @DisplayName("CONNECT that is neither plain nor extended (section 8.5, RFC 8441)")
    void connectConfusion(String fields) {
        String[] all = fields.split("[ =]");
        Script.server().preface().headers(1, false, all).expectBadRequest(1);
    }

    @Test
    @DisplayName("Extended CONNECT where it is not offered")
    void extendedConnectNotOffered() {
        Options without =
                new Options(Role.SERVER, Options.of(Role.SERVER).limits(), false, false, false);
        Script.with(without)
                .preface()
                .headers(
                        1,
                        false,
                        ":method",
                        "CONNECT",
                        ":protocol",
                        "websocket",
                        ":scheme",
                        "https",
                        ":authority",
                        "a",
                        ":path",
                        "/")
                .expectBadRequest(1);
    }

    @Test
    @DisplayName("Windows: padding, resets and late DATA all return to the connection")
    void windowsReturn() {
        Script script = Script.server().preface();
        Octets part = Octets.wrap(new byte[3000]);
        for (int n = 0; n < 3000; n++) {
            int id = 2 * n + 1;
            script.post(id).send(Wire.of().paddedData(id, part, 200, false).data(id, part, false));
            if (n % 3 == 0) {
                script.tell(new Command.Reset(id, ErrorCode.CANCEL));
                script.send(Wire.of().data(id, part, true));
            } else if (n % 3 == 1) {
                script.consumed(id, 6000)
                        .send(Wire.of().data(id, part, true))
                        .respond(id, 204, true);
            } else {
                script.respond(id, 204, true).send(Wire.of().data(id, part, true));
            }
            script.step(new Event.Released(id)).forget().expectOpen();
        }
        ConnectionState state = (ConnectionState) script.state;
        assertEquals(0, state.ledger().held());
        assertEquals(state.ledger().target(), state.ledger().open() + state.ledger().pending());
    }
}
