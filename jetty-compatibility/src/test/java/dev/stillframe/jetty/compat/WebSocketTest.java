package dev.stillframe.jetty.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** RFC 8441: a WebSocket is an extended CONNECT, so that it shares a connection with requests. */
@Timeout(60)
class WebSocketTest {
    private static final String PASSWORD = "in a test only";

    /** Jetty's own client, with HTTP/2 and nothing else. */
    private static final class Client implements AutoCloseable {
        private final HttpClient http;
        private final WebSocketClient webSocket;
        private final String authority;
        private final boolean secure;

        Client(WebSocketServer server, boolean secure) throws Exception {
            this.secure = secure;
            authority = "localhost:" + server.port();
            ClientConnector connector = new ClientConnector();
            connector.setSslContextFactory(new SslContextFactory.Client(true));
            http = new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client(connector)));
            http.setMaxConnectionsPerDestination(1);
            webSocket = new WebSocketClient(http);
            webSocket.setMaxBinaryMessageSize(4 << 20);
            webSocket.setMaxTextMessageSize(4 << 20);
            webSocket.setMaxFrameSize(4 << 20);
            http.start();
            webSocket.start();
        }

        Session open(ClientSocket socket) throws Exception {
            URI uri = URI.create((secure ? "wss" : "ws") + "://" + authority + "/echo");
            Session session = webSocket.connect(socket, uri).get(10, TimeUnit.SECONDS);
            settle(session, socket);
            return session;
        }

        /**
         * Right after it has opened, this client may pass over what arrives, whichever server sends
         * it: so it is asked until it has heard something.
         */
        private static void settle(Session session, ClientSocket socket) throws Exception {
            for (int attempt = 0; attempt < 50; attempt++) {
                String token = "settle " + attempt;
                session.sendText(token, Callback.NOOP);
                Object heard = socket.next(Duration.ofMillis(500));
                while (heard != null && !heard.equals(token)) {
                    heard = socket.next(Duration.ofMillis(500));
                }
                if (heard != null) {
                    return;
                }
            }
            throw new AssertionError("no echo has come");
        }

        String get() throws Exception {
            URI uri = URI.create((secure ? "wss" : "ws") + "://" + authority + "/");
            ContentResponse response = http.GET(uri);
            assertEquals(200, response.getStatus());
            return response.getContentAsString();
        }

        @Override
        public void close() {
            try {
                webSocket.stop();
                http.stop();
            } catch (Exception e) {
                throw new AssertionError("the client does not stop", e);
            }
        }
    }

    private static void sendText(Session session, String text) throws Exception {
        Callback.Completable sent = new Callback.Completable();
        session.sendText(text, sent);
        sent.get(10, TimeUnit.SECONDS);
    }

    private static String within(CompletableFuture<String> event) throws Exception {
        return event.get(10, TimeUnit.SECONDS);
    }

    /** The server's end of the socket that was opened first of those not yet asked for. */
    private static EchoSocket echo(WebSocketServer server) {
        return Objects.requireNonNull(server.sockets.poll());
    }

    private static ByteBuffer octets(int seed, int length) {
        byte[] octets = new byte[length];
        new Random(seed).nextBytes(octets);
        return ByteBuffer.wrap(octets);
    }

    private static void talk(WebSocketServer server, boolean secure) throws Exception {
        try (Client client = new Client(server, secure)) {
            ClientSocket socket = new ClientSocket();
            Session session = client.open(socket);
            assertEquals(secure, session.isSecure());
            sendText(session, "hello");
            assertEquals("hello", socket.next());
            session.sendBinary(octets(1, 1000), Callback.NOOP);
            assertEquals(octets(1, 1000), socket.next());
            session.sendBinary(octets(2, 1 << 20), Callback.NOOP);
            assertEquals(octets(2, 1 << 20), socket.next());
            session.close(4000, "enough", Callback.NOOP);
            assertEquals("4000 enough", within(echo(server).closed));
        }
    }

    @Test
    @DisplayName("Text, octets, a mebibyte and a close, in cleartext")
    void cleartext() throws Exception {
        try (WebSocketServer server = new WebSocketServer().cleartext().handler().start()) {
            talk(server, false);
        }
    }

    @Test
    @DisplayName("Text, octets, a mebibyte and a close, in TLS")
    void tls(@TempDir Path folder) throws Exception {
        Path store = keyStore(folder);
        try (WebSocketServer server =
                new WebSocketServer().tls(store, PASSWORD).handler().start()) {
            talk(server, true);
        }
    }

    @Test
    @DisplayName("Text, octets, a mebibyte and a close, with a servlet")
    void servlet() throws Exception {
        try (WebSocketServer server = new WebSocketServer().cleartext().servlet().start()) {
            talk(server, false);
        }
    }

    @Test
    @DisplayName("Messages come back whole and in order, however many")
    void many_messages() throws Exception {
        try (WebSocketServer server = new WebSocketServer().cleartext().handler().start();
                Client client = new Client(server, false)) {
            ClientSocket socket = new ClientSocket();
            Session session = client.open(socket);
            for (int i = 0; i < 2000; i++) {
                session.sendBinary(octets(i, i), Callback.NOOP);
            }
            for (int i = 0; i < 2000; i++) {
                assertEquals(octets(i, i), socket.next());
            }
            session.close(1000, "done", Callback.NOOP);
            assertEquals("1000 done", within(echo(server).closed));
        }
    }

    @Test
    @DisplayName("Sockets and requests share one connection")
    void shared_connection() throws Exception {
        try (WebSocketServer server = new WebSocketServer().cleartext().handler().start();
                Client client = new Client(server, false)) {
            assertEquals("HTTP/2.0", client.get());
            int before = server.connections();
            List<ClientSocket> sockets = new ArrayList<>();
            List<Session> sessions = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                ClientSocket socket = new ClientSocket();
                sockets.add(socket);
                sessions.add(client.open(socket));
            }
            for (int round = 0; round < 20; round++) {
                for (int i = 0; i < 10; i++) {
                    sessions.get(i).sendBinary(octets(i + round, 20_000), Callback.NOOP);
                }
                assertEquals("HTTP/2.0", client.get());
                for (int i = 0; i < 10; i++) {
                    assertEquals(octets(i + round, 20_000), sockets.get(i).next());
                }
            }
            assertEquals(before, server.connections());
            for (int i = 0; i < 10; i++) {
                sessions.get(i).close(4000 + i, "bye", Callback.NOOP);
                assertEquals(4000 + i + " bye", within(echo(server).closed));
            }
            assertEquals("HTTP/2.0", client.get());
        }
    }

    @Test
    @DisplayName("RFC 6455 section 7.1.5: code and reason arrive when the server closes, too")
    void closed_by_server() throws Exception {
        try (WebSocketServer server = new WebSocketServer().cleartext().handler().start();
                Client client = new Client(server, false)) {
            Session session = client.open(new ClientSocket());
            session.sendText("close", Callback.NOOP);
            assertEquals("4001 as told", within(echo(server).closed));
        }
    }

    @Test
    @DisplayName("RFC 6455 section 7.1.5: 1006 when there was no close frame, and only that socket")
    void disconnected_socket() throws Exception {
        try (WebSocketServer server = new WebSocketServer().cleartext().handler().start();
                Client client = new Client(server, false)) {
            ClientSocket staying = new ClientSocket();
            Session stays = client.open(staying);
            EchoSocket stayed = echo(server);
            Session leaves = client.open(new ClientSocket());
            ClientSocket thrown = new ClientSocket();
            Session isThrown = client.open(thrown);
            leaves.disconnect();
            assertTrue(within(echo(server).closed).startsWith("1006 "));
            isThrown.sendText("disconnect", Callback.NOOP);
            assertTrue(within(thrown.closed).startsWith("1006 "));
            assertTrue(within(echo(server).closed).startsWith("1006 "));
            sendText(stays, "still here");
            assertEquals("still here", staying.next());
            assertEquals("HTTP/2.0", client.get());
            stays.close(1000, "done", Callback.NOOP);
            assertEquals("1000 done", within(stayed.closed));
        }
    }

    @Test
    @DisplayName("A client that is gone with its connection takes its sockets along")
    void lost_connection() throws Exception {
        try (WebSocketServer server = new WebSocketServer().cleartext().handler().start()) {
            try (Client client = new Client(server, false)) {
                for (int i = 0; i < 5; i++) {
                    Session session = client.open(new ClientSocket());
                    sendText(session, "hello");
                }
                client.http.stop();
            }
            for (int i = 0; i < 5; i++) {
                String how = within(echo(server).closed);
                assertTrue(how.startsWith("1006 ") || how.startsWith("1001 "), how);
            }
        }
    }

    private static Path keyStore(Path folder) throws Exception {
        Path store = folder.resolve("store");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process =
                new ProcessBuilder(
                                List.of(
                                        keytool,
                                        "-genkeypair",
                                        "-keyalg",
                                        "EC",
                                        "-alias",
                                        "localhost",
                                        "-dname",
                                        "CN=localhost",
                                        "-keystore",
                                        store.toString(),
                                        "-storepass",
                                        PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        return store;
    }
}
