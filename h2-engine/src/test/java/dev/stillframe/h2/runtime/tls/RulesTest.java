package dev.stillframe.h2.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.tls.Tls;
import dev.stillframe.h2.rfc.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9113 section 9.2: which TLS is agreed upon. */
@DisplayName("TLS for HTTP/2")
class RulesTest {
    private static final String MANDATORY = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String[] KEYS = {"localhost-ec", "localhost-rsa"};

    private static Wire wire() {
        return Wire.of(Fixtures.client(), Fixtures.server(KEYS));
    }

    /** Appendix A, as the Jetty connector's tests have it too. */
    private static Set<String> prohibited() throws IOException {
        Path list = Path.of("..", "jetty-connector", "src", "test", "resources");
        try (Stream<String> lines = Files.lines(list.resolve("prohibited-ciphers.txt"))) {
            return lines.filter(line -> !line.startsWith("#")).collect(Collectors.toSet());
        }
    }

    static Stream<String> allowed() throws IOException, NoSuchAlgorithmException {
        Set<String> prohibited = prohibited();
        SSLContext any = SSLContext.getDefault();
        return Arrays.stream(any.getSupportedSSLParameters().getCipherSuites())
                .filter(suite -> suite.startsWith("TLS_") && !suite.endsWith("_SCSV"))
                .filter(suite -> !prohibited.contains(suite));
    }

    @Test
    @DisplayName("Appendix A is prohibited as a whole")
    void appendixA() throws IOException {
        Set<String> prohibited = prohibited();
        assertEquals(276, prohibited.size());
        assertEquals(List.of(), prohibited.stream().filter(Engines::isAllowed).toList());
    }

    @Requirement("9113-9.2.2-1")
    @ParameterizedTest
    @MethodSource("allowed")
    @DisplayName("MUST NOT generate this error in reaction to a suite that is not prohibited")
    void everyOther(String suite) {
        assertTrue(Engines.isAllowed(suite));
        if (!suite.contains("_DSS_")) { // there is no such key
            Wire wire = wire();
            Wire.set(wire.client.engine, p -> p.setCipherSuites(new String[] {suite}));
            wire.established();
            assertEquals(suite, wire.server.tls.session().getCipherSuite());
        }
    }

    @Requirement("9113-9.2.2-2")
    @Test
    @DisplayName("MUST support TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 with the P-256 curve")
    void mandatorySuite() {
        Wire wire = wire();
        Wire.set(
                wire.client.engine,
                parameters -> {
                    parameters.setCipherSuites(new String[] {MANDATORY});
                    parameters.setNamedGroups(new String[] {"secp256r1"});
                });
        wire.established();
        assertEquals(MANDATORY, wire.server.tls.session().getCipherSuite());
    }

    @Test
    @DisplayName("A prohibited suite alone is refused by the server, and not offered by the client")
    void prohibitedSuite() {
        String[] suite = {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"};
        Wire asked = wire();
        Wire.set(asked.client.engine, parameters -> parameters.setCipherSuites(suite));
        asked.open();
        assertNotNull(asked.server.failure);
        assertNotNull(asked.client.failure);
        Wire offered = wire();
        Wire.set(offered.server.engine, parameters -> parameters.setCipherSuites(suite));
        offered.open();
        assertNotNull(offered.server.failure);
        assertNotNull(offered.client.failure);
    }

    @Requirement("9113-9.2-1")
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    @DisplayName("Implementations of HTTP/2 MUST use TLS version 1.2 or higher")
    void oldVersions(String version) {
        Wire wire = wire();
        Wire.set(
                wire.client.engine,
                parameters -> {
                    parameters.setProtocols(new String[] {version});
                    parameters.setCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"});
                });
        // The JDK switches it off by itself, and may say so before the first octet.
        wire.open();
        assertFalse(wire.client.tls.isEstablished());
        for (SSLEngine engine : List.of(wire().client.engine, wire().server.engine)) {
            assertEquals(
                    Set.of("TLSv1.2", "TLSv1.3"), Set.of(engine.getSSLParameters().getProtocols()));
        }
    }

    @Requirement({"9113-9.2.1-5", "9113-9.2.1-6"})
    @ParameterizedTest
    @ValueSource(strings = {"ffdhe2048", "ffdhe4096"})
    @DisplayName("Clients MUST accept DHE sizes of up to 4096 bits")
    void finiteField(String group) {
        Wire wire = wire();
        Wire.set(
                wire.server.engine,
                parameters -> {
                    parameters.setCipherSuites(
                            new String[] {"TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"});
                    parameters.setNamedGroups(new String[] {group});
                });
        wire.established();
        assertEquals("TLSv1.2", wire.client.tls.session().getProtocol());
    }

    @Test
    @DisplayName("The server's order of suites counts")
    void order() {
        String[] suites = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"};
        String[] reversed = {suites[1], suites[0]};
        for (String[] own : List.of(suites, reversed)) {
            Wire wire = wire();
            Wire.set(wire.server.engine, parameters -> parameters.setCipherSuites(own));
            Wire.set(wire.client.engine, parameters -> parameters.setCipherSuites(suites));
            wire.established();
            assertEquals(own[0], wire.server.tls.session().getCipherSuite());
        }
    }

    @Test
    @DisplayName("A context that allows nothing of it is an error that says so")
    void nothingLeft() throws Exception {
        SSLContext old = SSLContext.getInstance("TLSv1.1");
        old.init(null, null, null);
        Tls tls = Tls.of(old);
        var error =
                assertThrows(
                        SSLException.class,
                        () -> Engines.client(tls, "localhost", 443, Engines.H2));
        assertTrue(error.getMessage().contains("version"), error.getMessage());
    }
}
