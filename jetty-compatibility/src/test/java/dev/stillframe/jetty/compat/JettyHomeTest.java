package dev.stillframe.jetty.compat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distribution of Jetty, as it is downloaded, with our modules in its base. */
@Tag("distribution")
class JettyHomeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int SETTINGS_MAX_CONCURRENT_STREAMS = 3;

    /** RFC 9218, section 2.1: our engine's first SETTINGS has it, that of Jetty has not. */
    private static final int SETTINGS_NO_RFC7540_PRIORITIES = 9;

    @TempDir Path folder;

    @Test
    @DisplayName("The modules serve h2 and h2c on the class path")
    void classPath() throws Exception {
        JettyBase base = JettyBase.with(folder, "stillframe-http2", "stillframe-http2c", "https");
        try (JettyProcess jetty = JettyProcess.start(base.command("etc/module.xml"))) {
            jetty.awaitStarted();
            assertTrue(jetty.output().contains("Connector in unnamed module"), jetty::output);
            assertServes(base, jetty);
        }
    }

    @Test
    @DisplayName("The modules serve h2 and h2c on the module path")
    void modulePath() throws Exception {
        JettyBase base = JettyBase.with(folder, "stillframe-http2", "stillframe-http2c", "https");
        try (JettyProcess jetty = JettyProcess.start(base.command("--jpms", "etc/module.xml"))) {
            jetty.awaitStarted();
            assertTrue(
                    jetty.output().contains("Connector in module dev.stillframe.jetty"),
                    jetty::output);
            assertServes(base, jetty);
        }
    }

    @Test
    @DisplayName("What the base sets arrives in the engine")
    void properties() throws Exception {
        JettyBase base = JettyBase.with(folder, "stillframe-http2", "stillframe-http2c", "https");
        try (JettyProcess jetty =
                JettyProcess.start(
                        base.command(
                                "stillframe.http2c.maxConcurrentStreams=17",
                                "stillframe.http2.maxConcurrentStreams=18"))) {
            jetty.awaitStarted();
            assertEquals(17, clearSettings(jetty).get(SETTINGS_MAX_CONCURRENT_STREAMS));
            assertEquals(18, tlsSettings(base, jetty).get(SETTINGS_MAX_CONCURRENT_STREAMS));
        }
    }

    @Test
    @DisplayName("Jetty's own modules, in the same base, do not speak as our engine does")
    void ownModules() throws Exception {
        JettyBase base = JettyBase.with(folder, "http2", "http2c", "https");
        try (JettyProcess jetty = JettyProcess.start(base.command())) {
            jetty.awaitStarted();
            for (Map<Integer, Integer> settings :
                    List.of(clearSettings(jetty), tlsSettings(base, jetty))) {
                assertFalse(settings.isEmpty(), jetty::output);
                assertFalse(
                        settings.containsKey(SETTINGS_NO_RFC7540_PRIORITIES), settings::toString);
            }
        }
    }

    @Test
    @DisplayName("start.jar refuses Jetty's own h2 beside ours")
    void bothOverTls() throws Exception {
        assertRefused("stillframe-http2", "http2");
    }

    @Test
    @DisplayName("start.jar refuses Jetty's own h2c beside ours")
    void bothInClearText() throws Exception {
        assertRefused("stillframe-http2c", "http2c");
    }

    private void assertRefused(String ours, String theirs) throws Exception {
        JettyBase base = JettyBase.with(folder, ours, theirs);
        try (JettyProcess jetty = JettyProcess.start(base.command())) {
            assertNotEquals(0, jetty.awaitRefused(), jetty::output);
            assertTrue(
                    jetty.output().contains("provides " + theirs + ", which is already provided"),
                    jetty::output);
        }
    }

    private static void assertServes(JettyBase base, JettyProcess jetty) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(base.trust()).build()) {
            assertHello(client, "http://localhost:" + jetty.clearPort(), jetty);
            assertHello(client, "https://localhost:" + jetty.tlsPort(), jetty);
        }
        assertEquals(1, clearSettings(jetty).get(SETTINGS_NO_RFC7540_PRIORITIES), jetty::output);
        assertEquals(
                1, tlsSettings(base, jetty).get(SETTINGS_NO_RFC7540_PRIORITIES), jetty::output);
    }

    /** The JDK's client asks for h2 in the TLS handshake, and for h2c by an Upgrade. */
    private static void assertHello(HttpClient client, String origin, JettyProcess jetty)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(origin + "/hello.txt")).timeout(PATIENCE).build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(200, response.statusCode(), jetty::output);
        assertEquals(JettyBase.HELLO, response.body(), jetty::output);
        assertEquals(HttpClient.Version.HTTP_2, response.version(), jetty::output);
    }

    private static Map<Integer, Integer> clearSettings(JettyProcess jetty) throws IOException {
        try (Socket socket = new Socket("localhost", jetty.clearPort())) {
            return settings(socket);
        }
    }

    private static Map<Integer, Integer> tlsSettings(JettyBase base, JettyProcess jetty)
            throws IOException, GeneralSecurityException {
        SSLSocketFactory factory = base.trust().getSocketFactory();
        try (SSLSocket socket = (SSLSocket) factory.createSocket("localhost", jetty.tlsPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            return settings(socket);
        }
    }

    /** RFC 9113, section 3.4: the first frame of the server, after our own preface. */
    private static Map<Integer, Integer> settings(Socket socket) throws IOException {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
        socket.getOutputStream().flush();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        assertEquals(4, in.readUnsignedByte(), "not SETTINGS");
        assertEquals(0, in.readUnsignedByte(), "flags");
        assertEquals(0, in.readInt(), "stream");
        Map<Integer, Integer> settings = new HashMap<>();
        for (int at = 0; at < length; at += 6) {
            settings.put(in.readUnsignedShort(), in.readInt());
        }
        return settings;
    }
}
