package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.OtherProtocol;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.server.ServerOptionsBuilder;
import dev.stillframe.api.tls.Certificates;
import dev.stillframe.api.tls.ClientCertificate;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.runtime.tls.Fixtures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server over TLS, with the JDK's sockets as clients. */
@Timeout(40)
class TlsServerTest {
    private static final ResponseHead OK = ResponseHead.of(200);

    private static ServerOptionsBuilder builder(Tls tls) {
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return Server.builder()
                .listen(new Listener(local, tls))
                .drain(Duration.ofMillis(100))
                .handler(TlsServerTest::answer);
    }

    /** Says by which protocol and for whom. */
    private static void answer(ServerExchange exchange) throws IOException {
        if (exchange.request().path().equals("/echo")) {
            exchange.respond(OK);
            for (Octets part = exchange.read(); part != null; part = exchange.read()) {
                exchange.write(part.toByteBuffer());
            }
            return;
        }
        SSLSession session = exchange.tls();
        assertNotNull(session);
        exchange.respond(
                ResponseHead.of(200, "tls", session.getProtocol(), "client", client(session)),
                Octets.EMPTY);
    }

    private static String client(SSLSession session) {
        try {
            return session.getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "nobody";
        }
    }

    private static SSLSocket socket(Server server, Tls client, String name, String... protocols)
            throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
        SSLSocket socket =
                (SSLSocket)
                        client.context()
                                .get()
                                .getSocketFactory()
                                .createSocket(address.getAddress(), address.getPort());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        parameters.setServerNames(List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static SSLSocket socket(Server server, String... protocols) throws IOException {
        return socket(server, Fixtures.client(), "localhost", protocols);
    }

    private static Peer peer(Server server) throws IOException {
        return Peer.on(socket(server, "h2")).greet();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("ALPN h2 is HTTP/2, and a handler sees the session")
    void alpn(String version) throws Exception {
        try (Server server = builder(Fixtures.server("localhost-ec")).start()) {
            SSLSocket socket = socket(server, "http/1.1", "h2");
            socket.setEnabledProtocols(new String[] {version});
            try (Peer peer = Peer.on(socket)) {
                peer.greet().get(1, "/");
                assertEquals("h2", socket.getApplicationProtocol());
                peer.expect("HEADERS 1 END_STREAM :status=200 tls=" + version + " client=nobody");
            }
            Servers.expectIdle(server);
            assertEquals(0, server.statistics().handshakeFailures());
        }
    }

    @Test
    @DisplayName("Section 3.2: without ALPN, or with another protocol, it is not HTTP/2")
    void otherAlpn() throws Exception {
        try (Server server = builder(Fixtures.server("localhost-ec")).start();
                SSLSocket none = socket(server);
                SSLSocket other = socket(server, "http/1.1")) {
            none.startHandshake();
            assertEquals(-1, none.getInputStream().read());
            assertThrows(SSLException.class, other::startHandshake);
            Servers.await("one is counted", () -> server.statistics().handshakeFailures() == 1);
            Servers.expectIdle(server);
        }
    }

    @Test
    @DisplayName("http/1.1 and no ALPN go to the other protocol, over the same TLS")
    void otherProtocol() throws Exception {
        byte[] sent = new byte[3_000_000];
        new Random(3).nextBytes(sent);
        OtherProtocol echo =
                connection -> {
                    assertNotNull(connection.tls());
                    connection.input().transferTo(connection.output());
                };
        try (Server server = builder(Fixtures.server("localhost-ec")).otherProtocol(echo).start()) {
            for (String[] protocols : new String[][] {{"http/1.1"}, {}}) {
                try (SSLSocket socket = socket(server, protocols)) {
                    CompletableFuture<byte[]> back = new CompletableFuture<>();
                    socket.startHandshake();
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            back.complete(
                                                    socket.getInputStream()
                                                            .readNBytes(sent.length));
                                        } catch (IOException e) {
                                            back.completeExceptionally(e);
                                        }
                                    });
                    socket.getOutputStream().write(sent);
                    assertArrayEquals(sent, back.get(30, TimeUnit.SECONDS));
                }
            }
            try (Peer peer = peer(server)) {
                peer.get(1, "/").expectLike("HEADERS 1 END_STREAM :status=200 .*");
            }
            Servers.expectIdle(server);
        }
    }

    @Test
    @DisplayName("A handshake that fails is counted, whoever broke it off; the server goes on")
    void failures() throws Exception {
        Tls stranger = Tls.trusting();
        try (Server server = builder(Fixtures.server("localhost-ec")).start();
                SSLSocket distrusting = socket(server, stranger, "localhost", "h2");
                Socket plain = plain(server)) {
            assertThrows(SSLException.class, distrusting::startHandshake);
            Servers.await("the alert", () -> server.statistics().handshakeFailures() == 1);
            plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes());
            plain.getInputStream().readAllBytes();
            Servers.await("no TLS", () -> server.statistics().handshakeFailures() == 2);
            try (Peer peer = peer(server)) {
                peer.get(1, "/").expectLike("HEADERS 1 END_STREAM :status=200 .*");
            }
            Servers.expectIdle(server);
        }
    }

    private static Socket plain(Server server) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.addresses().getFirst();
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(15_000);
        return socket;
    }

    @Test
    @DisplayName(
            "Who does not finish the handshake is put out in time, and who goes leaves nothing")
    void slow() throws Exception {
        try (Server server =
                        builder(Fixtures.server("localhost-ec"))
                                .handshakeTimeout(Duration.ofMillis(200))
                                .start();
                Socket silent = plain(server);
                Socket half = plain(server)) {
            half.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
            assertEquals(-1, silent.getInputStream().read());
            half.getInputStream().readAllBytes();
            Socket gone = plain(server);
            gone.getOutputStream().write(new byte[] {22, 3, 1});
            gone.close();
            Servers.expectIdle(server);
            assertEquals(2, server.statistics().handshakeFailures());
        }
    }

    @Test
    @DisplayName("SNI chooses the certificate")
    void sni() throws Exception {
        try (Server server = builder(Fixtures.server("localhost-ec", "one", "wild")).start()) {
            for (String name : new String[] {"one.example", "any.one.example", "localhost"}) {
                try (SSLSocket socket = socket(server, Fixtures.client(), name, "h2")) {
                    socket.startHandshake();
                    X509Certificate shown =
                            (X509Certificate) socket.getSession().getPeerCertificates()[0];
                    assertTrue(
                            shown.getSubjectAlternativeNames().stream()
                                    .anyMatch(
                                            one ->
                                                    one.get(1).equals(name)
                                                            || one.get(1).equals("*.one.example")
                                                                    && name.startsWith("any.")),
                            shown.toString());
                }
            }
        }
    }

    @Test
    @DisplayName(
            "A client's certificate is asked for, seen by the handler, and refused where it is wrong")
    void clientCertificate() throws Exception {
        Tls needed = Fixtures.server("localhost-ec").with(ClientCertificate.NEEDED);
        try (Server server = builder(needed).start()) {
            try (Peer peer =
                    Peer.on(socket(server, Fixtures.client("client"), "localhost", "h2"))) {
                peer.greet().get(1, "/");
                peer.expectLike("HEADERS 1 END_STREAM .* client=CN=client,O=.*");
            }
            for (Tls wrong : List.of(Fixtures.client(), Fixtures.client("unknown-client"))) {
                try (Peer peer = Peer.on(socket(server, wrong, "localhost", "h2"))) {
                    assertThrows(IOException.class, peer::greet);
                }
            }
            Servers.await("both", () -> server.statistics().handshakeFailures() == 2);
            Servers.expectIdle(server);
        }
    }

    @Test
    @DisplayName("Certificates are replaced while the server runs; who is connected stays so")
    void replaced() throws Exception {
        Certificates certificates = Fixtures.certificates("localhost-ec");
        try (Server server = builder(Tls.server(certificates)).start();
                SSLSocket first = socket(server, "h2");
                Peer peer = Peer.on(first).greet()) {
            Object before = first.getSession().getPeerCertificates()[0];
            certificates.replace(List.of(Fixtures.pair("localhost-later")), Fixtures.authority());
            try (SSLSocket second = socket(server, "h2");
                    Peer later = Peer.on(second).greet()) {
                assertNotSame(before, second.getSession().getPeerCertificates()[0]);
                assertEquals(
                        certificates.inUse().getFirst(),
                        second.getSession().getPeerCertificates()[0]);
                later.get(1, "/").expectLike("HEADERS 1 END_STREAM :status=200 .*");
            }
            peer.get(1, "/").expectLike("HEADERS 1 END_STREAM :status=200 .*");
        }
    }

    @Test
    @DisplayName("10 MB go through TLS and come back, every octet")
    void echo() throws Exception {
        byte[] sent = new byte[10_000_000];
        new Random(5).nextBytes(sent);
        try (Server server = builder(Fixtures.server("localhost-ec")).start();
                Peer peer = peer(server)) {
            peer.post(1, "/echo");
            assertArrayEquals(sent, BackPressureTest.echoed(peer, sent));
        }
    }

    @Test
    @DisplayName("At the end there is GOAWAY, then close_notify, and no connection is left")
    void shutdown() throws Exception {
        Server server = builder(Fixtures.server("localhost-ec")).start();
        try (server;
                Peer peer = peer(server)) {
            peer.get(1, "/").expectLike("HEADERS 1 END_STREAM :status=200 .*");
            CompletableFuture<Void> ended =
                    server.shutdown(Duration.ofMinutes(1)).toCompletableFuture();
            peer.untilLike("GOAWAY 2147483647 NO_ERROR .*");
            peer.untilLike("GOAWAY 1 NO_ERROR .*");
            peer.eof(); // and no exception: it was closed in due form
            ended.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    @DisplayName("Section 9.2.1: renegotiation is a connection error PROTOCOL_ERROR")
    void renegotiation() throws Exception {
        try (Server server = builder(Fixtures.server("localhost-ec")).start()) {
            SSLSocket socket = socket(server, "h2");
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            try (Peer peer = Peer.on(socket).greet()) {
                peer.get(1, "/").expectLike("HEADERS 1 END_STREAM :status=200 .*");
                socket.startHandshake();
                peer.untilLike("GOAWAY 1 PROTOCOL_ERROR .*renegotiation.*");
            }
            Servers.expectIdle(server);
        }
    }

    @Test
    @DisplayName("A client that goes away in the middle ends its streams, once each")
    void lost() throws Exception {
        try (Server server = builder(Fixtures.server("localhost-ec")).start()) {
            SSLSocket socket = socket(server, "h2");
            Peer peer = Peer.on(socket).greet();
            for (int id = 1; id < 20; id += 2) {
                peer.post(id, "/echo").send(Wire.of().data(id, "x", false));
            }
            Servers.await("they run", () -> server.statistics().streams() == 10);
            socket.setSoLinger(true, 0);
            peer.close();
            Servers.expectIdle(server);
        }
    }
}
