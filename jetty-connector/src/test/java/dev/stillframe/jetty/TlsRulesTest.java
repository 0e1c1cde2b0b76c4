package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.jetty.TlsClient.Connected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9113 sections 3.2, 3.3 and 9.2: which TLS leads to HTTP/2, seen by a client on a socket. */
@Timeout(60)
@DisplayName("TLS under HTTP/2")
class TlsRulesTest {
    private static final String MANDATORY = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    private static final String PROHIBITED = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256";

    @TempDir static Path folder;
    private static TlsServer server;

    @BeforeAll
    static void start() throws Exception {
        Path store = folder.resolve("server.p12");
        server = TlsServer.start(new Certificates(store).rsa("localhost").ec("localhost"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A request is answered over HTTP/2, without an error of the connection. */
    private static void assertServed(Connected connected) throws IOException {
        assertEquals("h2", connected.protocol());
        Peer peer = connected.http2();
        assertEquals("HTTP/2.0", get(peer, 1, "/").await(1).text());
        assertEquals(-1, peer.ping().goAway);
        assertFalse(peer.eof);
    }

    private static Peer get(Peer peer, int stream, String path) throws IOException {
        return peer.headers(
                stream,
                true,
                ":method",
                "GET",
                ":scheme",
                "https",
                ":path",
                path,
                ":authority",
                "localhost");
    }

    private static void assertNoConnection(TlsClient client) {
        assertThrows(SSLHandshakeException.class, client::connect);
    }

    @Tag("rfc:9113-3.2-1")
    @Test
    @DisplayName("The \"h2c\" protocol identifier MUST NOT be selected by a server")
    void h2cIsNotSelected() throws Exception {
        assertNoConnection(server.client().alpn("h2c"));
        try (Connected connected = server.client().alpn("h2c", "http/1.1").connect()) {
            assertEquals("http/1.1", connected.protocol());
        }
        try (Connected connected = server.client().alpn("h2c", "h2").connect()) {
            assertServed(connected);
        }
    }

    @Tag("rfc:9113-3.2-1")
    @Test
    @DisplayName("The \"h2c\" protocol identifier is not selected by Upgrade over TLS either")
    void h2cIsNotUpgradedTo() throws Exception {
        try (Connected connected = server.client().alpn("http/1.1").connect()) {
            String answer =
                    connected.say(
                            """
                            GET / HTTP/1.1\r
                            Host: localhost\r
                            Connection: close, Upgrade, HTTP2-Settings\r
                            Upgrade: h2c\r
                            HTTP2-Settings: AAMAAABk\r
                            \r
                            """);
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            assertTrue(answer.endsWith("HTTP/1.1"), answer);
        }
    }

    @Tag("rfc:9113-3.3-1")
    @ParameterizedTest
    @ValueSource(strings = {"", "http/1.1"})
    @DisplayName("HTTP/2 connections over TLS MUST use protocol negotiation in TLS")
    void noPriorKnowledge(String alpn) throws Exception {
        TlsClient client = server.client();
        if (!alpn.isEmpty()) {
            client.alpn(alpn);
        }
        try (Connected connected = client.connect()) {
            assertEquals(alpn, connected.protocol());
            byte[] settings = Peer.encode(Peer.SETTINGS, 0, 0);
            String frame = new String(settings, StandardCharsets.ISO_8859_1);
            String answer = connected.say(Peer.PREFACE + frame);
            assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 "), answer);
        }
    }

    @Tag("rfc:9113-9.2-1")
    @Test
    @DisplayName("Implementations of HTTP/2 MUST use TLS version 1.2 or higher")
    void oldTls() throws Exception {
        assertNoConnection(server.client().version("TLSv1.1").alpn("h2"));
        TlsClient old = server.client().version("TLSv1.1").alpn("h2", "http/1.1");
        try (Connected connected = old.connect()) {
            assertEquals("TLSv1.1", connected.socket().getSession().getProtocol());
            assertEquals("http/1.1", connected.protocol());
        }
        Http2ServerConnectionFactory h2 = new Http2ServerConnectionFactory();
        for (String version : new String[] {"SSLv3", "TLSv1", "TLSv1.1"}) {
            assertFalse(h2.isAcceptable("h2", version, MANDATORY), version);
        }
    }

    @Tag("rfc:9113-9.2-1")
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("TLS version 1.2 and higher serve HTTP/2")
    void newTls(String version) throws Exception {
        try (Connected connected = server.client().version(version).alpn("h2").connect()) {
            assertEquals(version, connected.socket().getSession().getProtocol());
            assertServed(connected);
        }
    }

    @Tag("rfc:9113-9.2-2")
    @Test
    @DisplayName("The TLS implementation MUST support the Server Name Indication")
    void serverNameIndication() throws Exception {
        Certificates both = new Certificates(folder.resolve("hosts.p12"));
        both.rsa("one.example").rsa("two.example");
        try (TlsServer hosts = TlsServer.start(both)) {
            for (String host : new String[] {"two.example", "one.example", "two.example"}) {
                try (Connected connected = hosts.client().sni(host).alpn("h2").connect()) {
                    String subject = connected.certificate().getSubjectX500Principal().getName();
                    assertEquals("CN=" + host, subject);
                    assertServed(connected);
                }
            }
        }
    }

    @Tag("rfc:9113-9.2.1-5")
    @Test
    @DisplayName("Implementations MUST support key exchange of at least 2048 bits for DHE")
    void finiteField() throws Exception {
        TlsClient client = server.client().version("TLSv1.2").alpn("h2");
        try (Connected connected = client.suite("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256").connect()) {
            assertServed(connected);
            int bits = connected.under().records().primeBits();
            assertTrue(bits >= 2048, bits + " bits");
        }
    }

    @Tag("rfc:9113-9.2.1-5")
    @ParameterizedTest
    @CsvSource({"secp256r1, 23", "secp384r1, 24", "secp521r1, 25", "x25519, 29"})
    @DisplayName("Implementations MUST support key exchange of at least 224 bits for ECDHE")
    void ellipticCurve(String group, int number) throws Exception {
        TlsClient client = server.client().version("TLSv1.2").alpn("h2");
        try (Connected connected = client.suite(MANDATORY).group(group).connect()) {
            assertServed(connected);
            assertEquals(number, connected.under().records().curve());
        }
    }

    @Tag("rfc:9113-9.2.2-2")
    @Test
    @DisplayName("MUST support TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 with the P-256 curve")
    void mandatorySuite() throws Exception {
        TlsClient client = server.client().version("TLSv1.2").alpn("h2");
        try (Connected connected = client.suite(MANDATORY).group("secp256r1").connect()) {
            assertEquals(MANDATORY, connected.socket().getSession().getCipherSuite());
            assertServed(connected);
        }
    }

    @Test
    @DisplayName("A prohibited suite does not lead to HTTP/2, so no error is needed (9.2.2)")
    void prohibitedSuite() throws Exception {
        TlsClient client = server.client().version("TLSv1.2").suite(PROHIBITED);
        assertNoConnection(client.alpn("h2"));
        try (Connected connected = client.alpn("h2", "http/1.1").connect()) {
            assertEquals(PROHIBITED, connected.socket().getSession().getCipherSuite());
            assertEquals("http/1.1", connected.protocol());
        }
    }

    @Tag("rfc:9113-9.2.2-1")
    @ParameterizedTest
    @MethodSource("allowedSuites")
    @DisplayName("MUST NOT generate this error in reaction to a suite that is not prohibited")
    void allowedSuite(String suite) throws Exception {
        String version = suite.contains("_WITH_") ? "TLSv1.2" : "TLSv1.3";
        assertTrue(new Http2ServerConnectionFactory().isAcceptable("h2", version, suite));
        if (!suite.contains("_DSS_")) { // the server has no such key
            TlsClient client = server.client().version(version).suite(suite).alpn("h2");
            try (Connected connected = client.connect()) {
                assertEquals(suite, connected.socket().getSession().getCipherSuite());
                assertServed(connected);
            }
        }
    }

    static Stream<String> allowedSuites() throws IOException, NoSuchAlgorithmException {
        Set<String> prohibited = prohibitedSuites().collect(Collectors.toSet());
        String[] all = SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites();
        return Arrays.stream(all)
                .filter(suite -> suite.startsWith("TLS_") && !suite.endsWith("_SCSV"))
                .filter(suite -> !prohibited.contains(suite));
    }

    @ParameterizedTest
    @MethodSource("prohibitedSuites")
    @DisplayName("Appendix A is prohibited as a whole")
    void appendixA(String suite) {
        assertFalse(new Http2ServerConnectionFactory().isAcceptable("h2", "TLSv1.2", suite));
    }

    static Stream<String> prohibitedSuites() throws IOException {
        try (var list = TlsRulesTest.class.getResourceAsStream("/prohibited-ciphers.txt")) {
            String text = new String(list.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines().filter(line -> !line.startsWith("#"));
        }
    }
}
