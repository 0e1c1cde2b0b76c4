package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.jetty.TlsClient.Connected;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * RFC 9113 section 9.2.1: a client that shakes hands once more under TLS 1.2, at a server whose
 * configuration allows it, as one may for HTTP/1.1 alone.
 */
@Timeout(60)
@DisplayName("Renegotiation")
class RenegotiationTest {
    @TempDir static Path folder;
    private static TlsServer server;

    @BeforeAll
    static void start() throws Exception {
        Certificates certificates = new Certificates(folder.resolve("server.p12"));
        server =
                TlsServer.start(
                        certificates.rsa("localhost"), tls -> tls.setRenegotiationAllowed(true));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Connected connected(String alpn) throws Exception {
        return server.client().version("TLSv1.2").alpn(alpn).connect();
    }

    /** Asks for it. A refusal may be seen at once, or only by who reads on. */
    private static void renegotiate(Connected connected) throws IOException {
        try {
            connected.socket().startHandshake();
        } catch (SSLException refused) {
            // Then nothing more can be read either.
        }
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

    @Test
    @DisplayName("happens once it is allowed again, or the other tests would show nothing")
    void control() throws Exception {
        server.tls.setRenegotiationAllowed(true);
        try (Connected connected = connected("http/1.1")) {
            server.tls.setRenegotiationAllowed(false);
            int before = connected.under().records().handshakes();
            connected.socket().startHandshake();
            String answer =
                    connected.say("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
            int after = connected.under().records().handshakes();
            assertTrue(after > before, before + " records of handshakes, then " + after);
        }
    }

    @Tag("rfc:9113-9.2.1-2")
    @Test
    @DisplayName("MUST be disabled: an idle connection that asks for it is closed")
    void disabled() throws Exception {
        try (Connected connected = connected("h2")) {
            Peer peer = connected.http2();
            assertEquals(200, get(peer, 1, "/").await(1).status);
            int before = connected.under().records().handshakes();
            renegotiate(connected);
            assertTrue(peer.untilClosed().eof);
            assertEquals(before, connected.under().records().handshakes());
        }
    }

    @Tag("rfc:9113-9.2.1-3")
    @Test
    @DisplayName("MUST be treated as a connection error: all streams fail, the connection closes")
    void connectionError() throws Exception {
        try (Connected connected = connected("h2")) {
            Peer peer = connected.http2();
            get(peer, 1, "/wait").ping();
            renegotiate(connected);
            assertNotNull(server.failure.get(30, TimeUnit.SECONDS));
            assertTrue(peer.untilClosed().eof);
            assertEquals(0, peer.answer(1).status);
        }
    }

    @Tag("rfc:9113-9.2.1-4")
    @Test
    @DisplayName("MUST occur prior to the connection preface: after the server's it is refused")
    void afterPreface() throws Exception {
        try (Connected connected = connected("h2")) {
            InputStream in = connected.socket().getInputStream();
            byte[] head = in.readNBytes(9);
            assertEquals(Peer.SETTINGS, head[3]);
            in.skipNBytes(head[2]);
            int before = connected.under().records().handshakes();
            renegotiate(connected);
            connected.untilClosed();
            assertEquals(before, connected.under().records().handshakes());
        }
    }
}
