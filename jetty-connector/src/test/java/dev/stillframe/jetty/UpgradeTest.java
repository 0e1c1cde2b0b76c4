package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.ConnectionFactory.Detecting.Detection;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways from a TCP connection to h2c. */
@Timeout(30)
class UpgradeTest {
    private static TestServer server() throws Exception {
        return unstarted().start();
    }

    private static TestServer unstarted() {
        return TestServer.with(
                (request, response, callback) ->
                        Content.Sink.write(
                                response,
                                true,
                                request.getConnectionMetaData().getProtocol()
                                        + " "
                                        + request.getHttpURI().getPathQuery(),
                                callback));
    }

    @Test
    void the_jdk_client_upgrades_and_goes_on() throws Exception {
        try (TestServer server = server()) {
            HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
            for (int i = 0; i < 5; i++) {
                URI uri = URI.create("http://localhost:" + server.port() + "/a?" + i);
                HttpResponse<String> response =
                        client.send(
                                HttpRequest.newBuilder(uri).build(),
                                HttpResponse.BodyHandlers.ofString());
                assertEquals("HTTP/2.0 /a?" + i, response.body());
                assertEquals(HttpClient.Version.HTTP_2, response.version());
            }
            client.shutdownNow();
            assertTrue(client.awaitTermination(java.time.Duration.ofSeconds(10)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 14, 16, 18, 20, 24})
    void the_preface_may_come_in_two_parts(int first) throws Exception {
        try (TestServer server = server();
                Peer peer = Peer.raw(server.port())) {
            peer.bytes(Peer.PREFACE.substring(0, first));
            peer.bytes(Peer.PREFACE.substring(first));
            peer.frame(Peer.SETTINGS, 0, 0);
            assertEquals("HTTP/2.0 /x", peer.get(1, "/x").await(1).text());
        }
    }

    @Test
    void settings_that_are_none_are_refused() throws Exception {
        try (TestServer server = server()) {
            assertEquals("400", upgrade(server.port(), "HTTP2-Settings: !!!\r\n"));
            assertEquals("400", upgrade(server.port(), ""));
            String good = "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n";
            assertEquals("400", upgrade(server.port(), good + good), "one, and no more");
            assertEquals("101", upgrade(server.port(), good));
        }
    }

    private static String upgrade(int port, String settings) throws Exception {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(10_000);
            String request =
                    "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                            + settings
                            + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            for (int c = in.read(); c > 0 && c != '\r'; c = in.read()) {
                line.write(c);
            }
            return line.toString(StandardCharsets.US_ASCII).split(" ")[1];
        }
    }

    @Test
    void a_request_with_content_is_answered_in_http_1() throws Exception {
        try (TestServer server = server();
                Socket socket = new Socket("localhost", server.port())) {
            socket.setSoTimeout(10_000);
            String request =
                    "POST /p HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                            + "HTTP2-Settings: AAMAAABk\r\nContent-Length: 2\r\n\r\nhi";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);
            assertEquals("HTTP/1.1 200", new String(start, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void it_is_detected_by_its_preface() throws Exception {
        Http2CServerConnectionFactory factory = new Http2CServerConnectionFactory();
        byte[] preface = Peer.PREFACE.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < preface.length; i++) {
            ByteBuffer part = ByteBuffer.wrap(preface, 0, i);
            assertEquals(Detection.NEED_MORE_BYTES, factory.detect(part));
            assertEquals(i, part.remaining(), "nothing is consumed");
        }
        assertEquals(Detection.RECOGNIZED, factory.detect(ByteBuffer.wrap(preface)));
        assertEquals(
                Detection.NOT_RECOGNIZED,
                factory.detect(
                        ByteBuffer.wrap("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII))));
    }

    @Test
    void a_detector_may_choose_it() throws Exception {
        try (TestServer server =
                        unstarted()
                                .configured(
                                        it ->
                                                it.connector.setConnectionFactories(
                                                        java.util.List.of(
                                                                new DetectorConnectionFactory(
                                                                        it.factory),
                                                                it.factory,
                                                                new HttpConnectionFactory(
                                                                        it.configuration))))
                                .start();
                Peer peer = server.peer()) {
            assertEquals("HTTP/2.0 /x", peer.get(1, "/x").await(1).text());
        }
    }
}
