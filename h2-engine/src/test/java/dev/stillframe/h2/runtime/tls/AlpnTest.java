package dev.stillframe.h2.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.tls.Tls;
import dev.stillframe.h2.rfc.Requirement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7301, and RFC 9113 section 3.2. */
@DisplayName("ALPN")
class AlpnTest {
    private static Wire wire(String version, boolean http1, String... offered) {
        SSLEngine client = Wire.client(Fixtures.client(), "localhost");
        SSLEngine server = Wire.server(Fixtures.server("localhost-ec"), http1);
        Wire.set(client, parameters -> parameters.setApplicationProtocols(offered));
        Wire.set(server, parameters -> parameters.setProtocols(new String[] {version}));
        return new Wire(client, server);
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, true, h2, h2",
        "TLSv1.3, true, http/1.1 h2, h2",
        "TLSv1.3, true, http/1.1, http/1.1",
        "TLSv1.3, true, h2c http/1.1, http/1.1",
        "TLSv1.3, false, http/1.1 h2, h2",
        "TLSv1.2, true, http/1.1 h2, h2",
        "TLSv1.2, true, http/1.1, http/1.1"
    })
    @DisplayName("chooses in the server's order what both speak")
    void chosen(String version, boolean http1, String offered, String chosen) {
        Wire wire = wire(version, http1, offered.split(" ")).established();
        assertEquals("established " + chosen, wire.client.told.get(0));
        assertEquals("established " + chosen, wire.server.told.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("that is not used chooses nothing")
    void none(String version) {
        Wire wire = wire(version, true).established();
        assertEquals("established ", wire.client.told.get(0));
        assertEquals("established ", wire.server.told.get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, true, spdy/3", "TLSv1.3, true, h2c", "TLSv1.3, false, http/1.1", //
        "TLSv1.2, true, spdy/3", "TLSv1.2, true, h2c", "TLSv1.2, false, http/1.1"
    })
    @DisplayName("without anything in common is no_application_protocol, which the client is told")
    void nothingInCommon(String version, boolean http1, String offered) {
        Wire wire = wire(version, http1, offered).open();
        assertNotNull(wire.server.failure);
        assertFalse(wire.server.tls.isEstablished());
        assertNotNull(wire.client.failure);
        String told = wire.client.failure.getMessage();
        assertTrue(told.contains("no_application_protocol"), told);
    }

    @Requirement("9113-9.2-3")
    @ParameterizedTest
    @CsvSource({
        "localhost, localhost",
        "one.example, one.example",
        "One.Example., one.example",
        "b\u00fccher.example, xn--bcher-kva.example",
        "127.0.0.1, ",
        "::1, ",
        "[::1], ",
        "fe80::1%eth0, "
    })
    @DisplayName("and SNI: a name is sent, whether it has a dot or not; an address is not")
    void serverName(String host, String sent) {
        SSLEngine client = Wire.client(Fixtures.client().withoutHostVerification(), host);
        SSLEngine server = Wire.server(Fixtures.server("localhost-ec"), false);
        Wire wire = new Wire(client, server).established();
        ExtendedSSLSession session = (ExtendedSSLSession) wire.server.tls.session();
        List<String> names =
                session.getRequestedServerNames().stream()
                        .map(name -> new String(name.getEncoded(), StandardCharsets.US_ASCII))
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList();
        assertEquals(sent == null ? List.of() : List.of(sent), names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"under_score.example", "a b", "", ".", "a..b"})
    @DisplayName("and SNI: a name that the JDK cannot say is an error that names it")
    void wrongName(String host) {
        Tls tls = Fixtures.client();
        var error =
                assertThrows(SSLException.class, () -> Engines.client(tls, host, 443, Engines.H2));
        assertTrue(error.getMessage().endsWith(": " + host), error.getMessage());
    }
}
