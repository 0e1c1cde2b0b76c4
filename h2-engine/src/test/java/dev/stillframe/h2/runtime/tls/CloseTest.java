package dev.stillframe.h2.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The end of a TLS session")
class CloseTest {
    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, true", "TLSv1.2, false", //
        "TLSv1.3, true", "TLSv1.3, false"
    })
    @DisplayName("is told after the last data, once, to either side")
    void closeNotify(String version, boolean clientCloses) {
        Wire wire = Wire.of(version).established();
        End closing = clientCloses ? wire.client : wire.server;
        End told = clientCloses ? wire.server : wire.client;
        closing.write("last words").step(closing.tls::closeOutput);
        wire.run();
        assertEquals("last words", told.text());
        assertEquals(List.of("established h2", "data", "closed"), told.told);
        told.step(told.tls::closeOutput);
        wire.run();
        told.step(told.tls::endOfInput);
        closing.step(closing.tls::endOfInput);
        assertEquals(List.of("established h2", "data", "closed"), told.told);
        assertEquals(List.of("established h2", "closed"), closing.told);
        assertNull(told.failure);
        assertNull(closing.failure);
        assertTrue(closing.engine.isOutboundDone() && told.engine.isOutboundDone());
    }

    @Test
    @DisplayName("leaves the other direction open in TLS 1.3 (RFC 8446 section 6.1)")
    void halfClosed() {
        Wire wire = Wire.of("TLSv1.3").established();
        wire.client.write("question").step(wire.client.tls::closeOutput);
        wire.run();
        wire.server.write("answer").step(wire.server.tls::closeOutput);
        wire.run();
        assertEquals("answer", wire.client.text());
        assertEquals(List.of("established h2", "data", "closed"), wire.client.told);
    }

    @Test
    @DisplayName("is the end of both directions in TLS 1.2 (RFC 5246 section 7.2.1)")
    void bothClosed() {
        Wire wire = Wire.of("TLSv1.2").established();
        wire.client.step(wire.client.tls::closeOutput);
        wire.run();
        wire.server.write("answer");
        assertNotNull(wire.server.failure);
    }

    @Test
    @DisplayName("refuses what is written after it, and what is written before the handshake")
    void late() {
        Wire wire = Wire.of("TLSv1.3");
        List<ByteBuffer> octets = List.of(ByteBuffer.allocate(1));
        assertThrows(IllegalStateException.class, () -> wire.client.tls.write(octets));
        wire.established();
        wire.client.step(wire.client.tls::closeOutput);
        wire.client.sent();
        assertThrows(SSLException.class, () -> wire.client.tls.write(octets));
        wire.client.step(wire.client.tls::closeOutput);
        assertEquals(0, wire.client.wire.size(), "close_notify goes out once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("without close_notify is told like any other, and is no error")
    void truncated(String version) {
        Wire wire = Wire.of(version).established();
        wire.client.write("whole");
        wire.run();
        wire.client.write("half a record");
        byte[] record = wire.client.sent();
        wire.server.receive(Arrays.copyOf(record, record.length - 1));
        wire.server.step(wire.server.tls::endOfInput).step(wire.server.tls::endOfInput);
        assertNull(wire.server.failure);
        assertEquals(List.of("established h2", "data", "closed"), wire.server.told);
        assertEquals("whole", wire.server.text());
        wire.server.write("answer");
        wire.run();
        assertEquals("answer", wire.client.text(), "what is written still goes out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("in the middle of a handshake is told, to whoever ends it")
    void duringHandshake(String version) {
        Wire wire = Wire.of(version);
        wire.server.begin();
        wire.client.begin();
        wire.client.step(wire.client.tls::closeOutput);
        wire.run();
        wire.server.step(wire.server.tls::endOfInput);
        assertFalse(wire.server.tls.isEstablished());
        assertFalse(wire.client.tls.isEstablished());
        assertTrue(wire.server.failure != null || wire.server.told.equals(List.of("closed")));
    }

    @Test
    @DisplayName("waits for a task that is under way")
    void duringTask() {
        Wire wire = Wire.of("TLSv1.3");
        wire.server.begin();
        wire.client.begin();
        wire.server.receive(wire.client.sent());
        assertTrue(wire.server.tls.isWaiting());
        wire.server.step(wire.server.tls::closeOutput).step(wire.server.tls::endOfInput);
        assertEquals(List.of(), wire.server.told);
        assertEquals(0, wire.server.wire.size());
        wire.server.runTasks();
        assertEquals(List.of("closed"), wire.server.told);
        assertTrue(wire.server.wire.size() > 0, "an alert or close_notify goes out");
        assertNull(wire.server.failure);
    }

    @Test
    @DisplayName("may be said while data is being taken")
    void withinData() {
        Wire wire = Wire.of("TLSv1.3").established();
        wire.server.onData = end -> end.write("answer").step(end.tls::closeOutput);
        wire.client.write("question");
        wire.run();
        assertEquals("answer", wire.client.text());
        assertEquals(List.of("established h2", "data", "closed"), wire.client.told);
    }
}
