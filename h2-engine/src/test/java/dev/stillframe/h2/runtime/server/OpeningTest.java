package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.DirectHandler;
import dev.stillframe.api.server.Server;
import dev.stillframe.h2.frame.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plain connection may begin with (RFC 9113 section 3.3, RFC 7540 section 3.2). */
@Timeout(40)
class OpeningTest {
    private static final DirectHandler HELLO =
            exchange ->
                    exchange.respond(
                            ResponseHead.of(200),
                            Octets.utf8(exchange.request().path() + exchange.request().fields()));
    private static final String SWITCHING =
            "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n";
    private static final String REQUIRED = "HTTP/1.1 426 Upgrade Required\r\n";
    private static final String HEAD =
            "GET /up HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n";

    private static String settings(int... idsAndValues) {
        byte[] frame = Wire.of().settings(idsAndValues).octets().toArray();
        byte[] payload = java.util.Arrays.copyOfRange(frame, 9, frame.length);
        return "HTTP2-Settings: "
                + Base64.getUrlEncoder().withoutPadding().encodeToString(payload)
                + "\r\n";
    }

    private static String upgrade(int... idsAndValues) {
        return HEAD + "Upgrade: h2c\r\n" + settings(idsAndValues);
    }

    @Test
    @DisplayName("The upgraded request is stream 1, with the settings that came along")
    void upgraded() throws Exception {
        try (Server server = Servers.direct(HELLO);
                Peer peer = Peer.silent(server)) {
            peer.say(upgrade(4, 3) + "X-Mine: 1\r\n\r\n");
            assertEquals(SWITCHING, peer.text(SWITCHING.length()));
            peer.send(Wire.of().preface().settings(4, 3).settingsAck());
            peer.untilLike("HEADERS 1 :status=200");
            peer.untilLike("DATA 1 3"); // the window that the settings gave
            peer.send(Wire.of().windowUpdate(1, 1000));
            peer.untilLike("DATA 1 [0-9]+ END_STREAM");
            peer.get(3, "/next").untilLike("HEADERS 3 :status=200");
            Servers.await("both are over", () -> server.statistics().requests() == 2);
        }
    }

    @Test
    @DisplayName("In whatever pieces the request comes")
    void inPieces() throws Exception {
        try (Server server = Servers.direct(HELLO);
                Peer peer = Peer.silent(server)) {
            for (char octet : (upgrade() + "\r\n").toCharArray()) {
                peer.say(String.valueOf(octet));
            }
            assertEquals(SWITCHING, peer.text(SWITCHING.length()));
            peer.send(Wire.of().preface().settings().settingsAck());
            peer.untilLike("DATA 1 [0-9]+ END_STREAM");
        }
    }

    @Test
    @DisplayName("The engine's own alarms work on an upgraded connection")
    void alarms() throws Exception {
        Limits hasty = Limits.DEFAULT.toBuilder().prefaceTimeout(Duration.ofMillis(50)).build();
        try (Server server = Servers.builder().limits(hasty).handler(HELLO).start();
                Peer peer = Peer.silent(server)) {
            peer.say(upgrade() + "\r\n");
            assertEquals(SWITCHING, peer.text(SWITCHING.length()));
            peer.untilLike("GOAWAY .*no connection preface in time");
            peer.closed();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEAD + "Upgrade: h2c\r\n\r\n",
                HEAD + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nHost: b\r\n\r\n",
                HEAD + "Upgrade: h2c\r\nHTTP2-Settings: AAMA\r\n\r\n",
                HEAD + "Upgrade: h2c\r\nHTTP2-Settings: !!\r\n\r\n",
                HEAD + "Upgrade: h2c\r\nHTTP2-Settings:\r\nHTTP2-Settings:\r\n\r\n",
                HEAD + "Upgrade: h2c\r\nHTTP2-Settings:\r\nContent-Length: 3\r\n\r\nabc",
                HEAD + "Upgrade: h2c\r\nHTTP2-Settings:\r\nTransfer-Encoding: chunked\r\n\r\n",
                HEAD + "Upgrade: h2c\r\nHTTP2-Settings:\r\nBad Name: x\r\n\r\n",
                HEAD + "Upgrade: h2c\r\nHTTP2-Settings:\r\nbad: a\u0000b\r\n\r\n",
                HEAD + "Upgrade: h2c\r\nHTTP2-Settings:\r\nbad: a\rb\r\n\r\n",
                HEAD + "Upgrade: websocket\r\nHTTP2-Settings:\r\n\r\n",
                "GET /up HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nHTTP2-Settings:\r\n\r\n",
                "GET /up HTTP/1.0\r\nHost: a\r\n\r\n",
                "POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
            })
    @DisplayName("Any other HTTP/1.1 is told what is spoken here, and where the connection ends")
    void required(String request) throws Exception {
        try (Server server = Servers.direct(HELLO);
                Peer peer = Peer.silent(server)) {
            peer.say(request);
            String answer = peer.text(Integer.MAX_VALUE);
            assertTrue(answer.startsWith(REQUIRED), answer);
            assertTrue(answer.endsWith("\r\n\r\nThis server speaks HTTP/2.\r\n"), answer);
            assertEquals(0, server.statistics().requests());
        }
    }

    @Test
    @DisplayName("Where upgrades are off, they are refused like the rest")
    void off() throws Exception {
        try (Server server = Servers.builder().upgrade(false).handler(HELLO).start();
                Peer peer = Peer.silent(server)) {
            peer.say(upgrade() + "\r\n");
            assertTrue(peer.text(Integer.MAX_VALUE).startsWith(REQUIRED));
        }
    }

    @Test
    @DisplayName("A head without end is refused at 16 KiB")
    void endlessHead() throws Exception {
        try (Server server = Servers.direct(HELLO);
                Peer peer = Peer.silent(server)) {
            peer.say(HEAD);
            peer.say(("x: " + "y".repeat(97) + "\r\n").repeat(170));
            assertTrue(peer.text(REQUIRED.length()).startsWith(REQUIRED));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0002\u0000",
                "\r\n\r\n",
                "\u0000",
                "hello",
                "PRX",
                "A/"
            })
    @DisplayName("What is no HTTP at all is closed at once, without a word")
    void garbage(String octets) throws Exception {
        try (Server server = Servers.direct(HELLO);
                Peer peer = Peer.silent(server)) {
            peer.say(octets);
            peer.eof();
        }
    }

    @Test
    @DisplayName("Section 3.4: a preface that goes wrong ends the connection")
    void wrongPreface() throws Exception {
        try (Server server = Servers.direct(HELLO);
                Peer peer = Peer.silent(server)) {
            peer.say("PRI * HTTP/2.0\r\n\r\nSM\r\n\rX");
            peer.closed();
            Servers.expectIdle(server);
            assertEquals(0, server.statistics().requests());
        }
    }

    @Test
    @DisplayName("A preface of one octet at a time is as good as any")
    void prefaceInPieces() throws Exception {
        try (Server server = Servers.direct(HELLO);
                Peer peer = Peer.silent(server)) {
            sayEach(peer, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            peer.send(Wire.of().settings().settingsAck());
            peer.until("SETTINGS ACK").get(1, "/").untilLike("DATA 1 [0-9]+ END_STREAM");
        }
    }

    private static void sayEach(Peer peer, String text) throws IOException {
        for (char octet : text.toCharArray()) {
            peer.say(String.valueOf(octet));
        }
    }
}
