package dev.stillframe.h2.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A handshake")
class HandshakeTest {
    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, 1", "TLSv1.3, 3", "TLSv1.3, 1000", "TLSv1.3, 100000", //
        "TLSv1.2, 1", "TLSv1.2, 3", "TLSv1.2, 1000", "TLSv1.2, 100000"
    })
    @DisplayName("goes well in whatever segments it comes, and data follows")
    void segments(String version, int segment) {
        Wire wire = Wire.of(version).segment(segment).established();
        assertEquals(version, wire.client.tls.session().getProtocol());
        assertEquals(version, wire.server.tls.session().getProtocol());
        wire.client.write("question");
        wire.server.write("answer");
        wire.run();
        assertEquals("question", wire.server.text());
        assertEquals("answer", wire.client.text());
        assertEquals(List.of("established h2", "data"), wire.client.told);
        assertEquals(List.of("established h2", "data"), wire.server.told);
    }
}
