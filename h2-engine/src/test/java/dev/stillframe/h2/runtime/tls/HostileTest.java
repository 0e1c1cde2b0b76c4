package dev.stillframe.h2.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.h2.rfc.Requirement;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A peer that does what it must not")
class HostileTest {
    private static final int ALERT = 21;

    private static End server() {
        return new End(Wire.server(Fixtures.server("localhost-ec"), true)).begin();
    }

    private static void assertRefusedWithAlert(End end) {
        assertNotNull(end.failure);
        byte[] sent = end.sent();
        assertTrue(sent.length >= 7, "an alert goes out: " + sent.length);
        assertEquals(ALERT, sent[0]);
        assertEquals(List.of(), end.told);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 1000})
    @DisplayName("and speaks HTTP without TLS is told with an alert")
    void plainHttp(int segment) {
        End server = server();
        byte[] request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes();
        for (int at = 0; at < request.length && server.failure == null; at += segment) {
            server.receive(Arrays.copyOfRange(request, at, Math.min(request.length, at + segment)));
        }
        assertRefusedWithAlert(server);
    }

    @Test
    @DisplayName("and sends the HTTP/2 preface without TLS is told with an alert")
    void plainPreface() {
        assertRefusedWithAlert(server().receive("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes()));
    }

    @Test
    @DisplayName("and sends garbage in a handshake record is told with an alert")
    void garbage() {
        byte[] record = new byte[5 + 300];
        new Random(1).nextBytes(record);
        record[0] = 22;
        record[1] = 3;
        record[2] = 1;
        record[3] = 1;
        record[4] = 44;
        assertRefusedWithAlert(server().receive(record).runTasks());
    }

    @Test
    @DisplayName("and announces a record longer than any is not waited for")
    void tooLong() {
        byte[] head = {22, 3, 1, (byte) 0xff, (byte) 0xff};
        assertRefusedWithAlert(server().receive(head));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    @DisplayName("and sends anything at all gets an error or waits, and nothing else happens")
    void noise(long seed) {
        Random random = new Random(seed);
        End server = server();
        for (int i = 0; i < 100 && server.failure == null; i++) {
            byte[] octets = new byte[random.nextInt(2000)];
            random.nextBytes(octets);
            server.receive(octets).runTasks();
        }
        assertNotNull(server.failure);
        assertEquals(List.of(), server.told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("and changes a record loses it and the connection, not what came before")
    void forged(String version) {
        Wire wire = Wire.of(version).established();
        wire.client.write("good");
        byte[] good = wire.client.sent();
        wire.client.write("bad");
        byte[] bad = wire.client.sent();
        bad[bad.length - 1] ^= 1;
        byte[] both = Arrays.copyOf(good, good.length + bad.length);
        System.arraycopy(bad, 0, both, good.length, bad.length);
        wire.server.receive(both);
        assertEquals("good", wire.server.text());
        assertNotNull(wire.server.failure);
        wire.run();
        assertNotNull(wire.client.failure);
        assertTrue(
                wire.client.failure.getMessage().contains("bad_record_mac"),
                wire.client.failure::toString);
        wire.server.receive(good);
        assertEquals("good", wire.server.text(), "nothing is taken after an error");
        Assertions.assertThrows(
                SSLException.class, () -> wire.server.tls.write(List.of(ByteBuffer.allocate(1))));
    }

    @Requirement({"9113-9.2.1-2", "9113-9.2.1-3", "9113-9.2.1-4"})
    @Test
    @DisplayName("and renegotiates, a client, is refused, and GOAWAY can still say so")
    void clientRenegotiates() throws SSLException {
        Wire wire = Wire.of("TLSv1.2").established();
        wire.client.engine.beginHandshake();
        wire.client.poke();
        assertRenegotiationIsRefused(wire, wire.client, wire.server);
    }

    @Requirement({"9113-9.2.1-2", "9113-9.2.1-3", "9113-9.2.1-4"})
    @Test
    @DisplayName("and renegotiates, a server, is refused, and GOAWAY can still say so")
    void serverRenegotiates() throws SSLException {
        Wire wire = Wire.of("TLSv1.2").established();
        wire.server.engine.beginHandshake();
        wire.server.poke();
        assertRenegotiationIsRefused(wire, wire.server, wire.client);
    }

    private static void assertRenegotiationIsRefused(Wire wire, End asking, End refusing) {
        wire.run();
        assertInstanceOf(RenegotiationException.class, refusing.failure);
        refusing.failure = null;
        refusing.write("goaway").step(refusing.tls::closeOutput);
        assertNull(refusing.failure);
        asking.receive(refusing.sent());
        assertEquals("goaway", asking.text());
        refusing.receive(new byte[] {23, 3, 3, 0, 1, 0});
        assertNull(refusing.failure, "it takes nothing more in");
        assertEquals(List.of("established h2"), refusing.told);
    }

    @Test
    @DisplayName("and updates its keys without end is refused, since each may cost an answer")
    void keyUpdates() throws SSLException {
        Wire wire = Wire.of("TLSv1.3").established();
        for (int i = 0; i < 32; i++) {
            wire.server.receive(keyUpdate(wire.client));
        }
        assertNull(wire.server.failure);
        wire.server.receive(keyUpdate(wire.client));
        assertNotNull(wire.server.failure);
        assertTrue(wire.server.failure.getMessage().contains("without data"));
    }

    @Test
    @DisplayName(
            "is not one that updates its keys now and then, and gets an answer (RFC 8446 4.6.3)")
    void keyUpdatesWithData() throws SSLException {
        Wire wire = Wire.of("TLSv1.3").established();
        for (int i = 0; i < 100; i++) {
            wire.server.receive(keyUpdate(wire.client));
            assertTrue(wire.server.wire.size() > 0, "the server updates its keys too");
            wire.client.write("x");
            wire.server.write("y");
            wire.run();
        }
        assertNull(wire.server.failure);
        assertNull(wire.client.failure);
        assertEquals("x".repeat(100), wire.server.text());
        assertEquals("y".repeat(100), wire.client.text());
        assertEquals(List.of("established h2", "data"), wire.server.told);
    }

    private static byte[] keyUpdate(End end) throws SSLException {
        end.engine.beginHandshake();
        end.poke();
        byte[] update = end.sent();
        assertTrue(update.length > 0, "a key update is sent");
        return update;
    }

    @Test
    @DisplayName("and sends more than a megabyte while the handshake computes is refused")
    void floodDuringTask() {
        End server = server();
        End client = new End(Wire.client(Fixtures.client(), "localhost")).begin();
        server.receive(client.sent());
        assertTrue(server.tls.isWaiting());
        byte[] octets = new byte[65_536];
        for (int i = 0; i < 16; i++) {
            server.receive(octets);
        }
        assertNull(server.failure);
        server.receive(octets);
        assertNotNull(server.failure);
        server.failure = null;
        server.runTasks();
        assertEquals(List.of(), server.told);
        assertArrayEquals(new byte[0], server.sent(), "the session is over");
    }
}
