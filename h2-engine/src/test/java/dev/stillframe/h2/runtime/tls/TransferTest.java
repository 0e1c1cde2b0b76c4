package dev.stillframe.h2.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Data over TLS")
class TransferTest {
    private static byte[] random(int length, long seed) {
        byte[] octets = new byte[length];
        new Random(seed).nextBytes(octets);
        return octets;
    }

    /** How many records are in these octets, which end with one. */
    private static int records(byte[] wire) {
        int count = 0;
        int at = 0;
        for (; at < wire.length; count++) {
            at += 5 + ((wire[at + 3] & 0xff) << 8 | wire[at + 4] & 0xff);
        }
        assertEquals(wire.length, at, "whole records");
        return count;
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, 1000",
        "TLSv1.2, 65536",
        "TLSv1.2, 10000000", //
        "TLSv1.3, 7",
        "TLSv1.3, 1000",
        "TLSv1.3, 65536",
        "TLSv1.3, 10000000"
    })
    @DisplayName("comes as it was, both ways at once, in whatever segments")
    void bothWays(String version, int segment) {
        Wire wire = Wire.of(version).segment(segment).established();
        byte[] up = random(3_000_001, 1);
        byte[] down = random(2_000_003, 2);
        wire.client.write(up);
        wire.server.write(down);
        wire.run();
        assertArrayEquals(up, wire.server.read.toByteArray());
        assertArrayEquals(down, wire.client.read.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 1000, 65_536, 200_000})
    @DisplayName("may be received in direct buffers, and after one that ended within a record")
    void direct(int segment) throws SSLException {
        Wire wire = Wire.of("TLSv1.3").established();
        byte[] up = random(1_000_000, 3);
        wire.client.write(up);
        byte[] sent = wire.client.sent();
        ByteBuffer direct = ByteBuffer.allocateDirect(segment);
        for (int at = 0; at < sent.length; at += segment) {
            direct.clear().put(sent, at, Math.min(segment, sent.length - at)).flip();
            wire.server.tls.received(direct);
            assertEquals(0, direct.remaining());
        }
        assertArrayEquals(up, wire.server.read.toByteArray());
    }

    @Test
    @DisplayName("in small buffers is put into one record, and read-only ones stay as they are")
    void together() {
        Wire wire = Wire.of("TLSv1.3").established();
        List<ByteBuffer> parts = new ArrayList<>();
        int length = 0;
        for (int i = 0; i < 100; i++) {
            parts.add(ByteBuffer.wrap(random(i, i)).asReadOnlyBuffer());
            length += i;
        }
        List<ByteBuffer> before = parts.stream().map(ByteBuffer::duplicate).toList();
        wire.client.flushes.clear();
        wire.client.step(() -> wire.client.tls.write(parts));
        assertEquals(before, parts, "positions do not move");
        assertEquals(1, wire.client.flushes.size());
        byte[] sent = wire.client.sent();
        assertEquals(1, records(sent));
        wire.server.receive(sent);
        assertEquals(length, wire.server.read.size());
    }

    @Test
    @DisplayName("in large buffers fills records, and several records leave as one")
    void large() {
        Wire wire = Wire.of("TLSv1.3").established();
        wire.client.flushes.clear();
        wire.client.write(random(65_000, 1), random(65_000, 2));
        byte[] sent = wire.client.sent();
        assertTrue(records(sent) <= 130_000 / 16_000 + 1, "records: " + records(sent));
        assertTrue(wire.client.flushes.size() <= 3, "flushes: " + wire.client.flushes);
    }

    @Test
    @DisplayName("of several records is told at once")
    void atOnce() {
        Wire wire = Wire.of("TLSv1.3").established();
        int[] calls = {0};
        wire.server.onData = end -> calls[0]++;
        for (int i = 0; i < 50; i++) {
            wire.client.write("record");
        }
        wire.run();
        assertEquals("record".repeat(50), wire.server.text());
        assertEquals(1, calls[0]);
    }

    @Test
    @DisplayName("of no length makes no record")
    void nothing() {
        Wire wire = Wire.of("TLSv1.3").established();
        wire.client.write();
        wire.client.write(new byte[0], new byte[0]);
        assertEquals(0, wire.client.wire.size());
        assertNull(wire.client.failure);
    }

    @Test
    @DisplayName("may be written while data is being taken")
    void withinData() {
        Wire wire = Wire.of("TLSv1.3").segment(5000).established();
        wire.server.onData = end -> end.write(end.read.toByteArray());
        byte[] up = random(20_000, 1);
        wire.client.write(up);
        wire.run();
        assertTrue(wire.client.read.size() >= up.length);
    }

    @Test
    @DisplayName("uses buffers again that were given back, and no others")
    void recycled() {
        TlsBuffers buffers = new TlsBuffers();
        ByteBuffer first = buffers.take(100);
        ByteBuffer second = buffers.take(100);
        assertNotSame(first, second);
        buffers.giveBack(first.put((byte) 1).flip());
        ByteBuffer again = buffers.take(1000);
        assertSame(first, again);
        assertEquals(again.capacity(), again.remaining(), "it is empty");
        ByteBuffer large = buffers.take(20_000);
        buffers.giveBack(large);
        assertNotSame(large, buffers.take(100));
        assertSame(large, buffers.take(20_000));
        ByteBuffer huge = buffers.take(1_000_000);
        buffers.giveBack(huge);
        assertNotSame(huge, buffers.take(1_000_000));
    }

    @Test
    @DisplayName("leaves no buffer with a session that is quiet")
    void idle() {
        TlsBuffers buffers = new TlsBuffers();
        End server = new End(Wire.server(Fixtures.server("localhost-ec"), false), buffers);
        End client = new End(Wire.client(Fixtures.client(), "localhost")).begin();
        while (client.wire.size() + server.wire.size() + client.tasks.size() + server.tasks.size()
                > 0) {
            server.receive(client.sent()).runTasks();
            client.receive(server.sent()).runTasks();
        }
        assertTrue(server.tls.isEstablished());
        client.write(random(100_000, 1));
        byte[] sent = client.sent();
        server.receive(Arrays.copyOf(sent, sent.length - 50));
        assertEquals(1, buffers.lent(), "an unfinished record is in one buffer");
        server.receive(Arrays.copyOfRange(sent, sent.length - 50, sent.length));
        assertEquals(0, buffers.lent());
    }
}
