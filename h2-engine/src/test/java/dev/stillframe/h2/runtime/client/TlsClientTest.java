package dev.stillframe.h2.runtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.ClientOptionsBuilder;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.tls.Certificates;
import dev.stillframe.api.tls.ClientCertificate;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.h2.rfc.Requirement;
import dev.stillframe.h2.runtime.tls.Fixtures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client over TLS (RFC 9113 section 9). */
@Timeout(60)
class TlsClientTest {
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private static Certificates certificates(String... names) {
        return Fixtures.certificates(names);
    }

    private static Tls trusting() throws IOException {
        return Tls.client(certificates());
    }

    private Client client(Tls... identities) {
        return client(Duration.ofMinutes(5), identities);
    }

    private Client client(Duration http1Memory, Tls... identities) {
        var builder =
                Client.builder()
                        .http1Memory(http1Memory)
                        .pool(PoolOptions.DEFAULT.toBuilder().connectRetries(0).build());
        for (Tls identity : identities) {
            builder.tls(identity);
        }
        Client client = builder.open();
        opened.add(client);
        return client;
    }

    /** A server of ours that says what it knows of its client. */
    private int serve(Tls tls) throws IOException {
        Server server = Server.builder().listen(0, tls).handler(TlsClientTest::describe).start();
        opened.add(server);
        return ((InetSocketAddress) server.addresses().getFirst()).getPort();
    }

    private static void describe(ServerExchange exchange) throws Exception {
        SSLSession session = exchange.tls();
        String peer = "nobody";
        try {
            peer = session.getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            // It has shown no certificate.
        }
        Object names = ((ExtendedSSLSession) session).getRequestedServerNames();
        exchange.respond(
                ResponseHead.of(200),
                Octets.utf8(
                        session.getProtocol()
                                + ' '
                                + names
                                + ' '
                                + peer
                                + ' '
                                + exchange.peer().toString().replaceAll(".*:", "")));
    }

    private static Request get(int port) {
        return Request.get(URI.create("https://localhost:" + port + "/"));
    }

    private static ClientException failure(Client client, Request request) {
        return assertThrows(ClientException.class, () -> client.send(request));
    }

    @Requirement({"9113-9.2-1", "9113-9.2-3", "9113-3.3-1"})
    @Test
    @DisplayName("TLS 1.3 with ALPN h2, and the server's name is sent")
    void established() throws Exception {
        int port = serve(Tls.server(certificates("localhost-ec")));
        Response response = client(trusting()).send(get(port));
        String text = response.content().utf8();
        assertTrue(text.startsWith("TLSv1.3 "), text);
        assertTrue(text.contains("value=localhost"), text);
    }

    @Requirement("9113-9.1.1-1")
    @Test
    @DisplayName("a certificate that is not trusted is refused, and tried no more")
    void untrusted() throws Exception {
        int port = serve(Tls.server(certificates("localhost-ec")));
        Client client = client(); // with the authorities of the JDK
        ClientException failure = failure(client, get(port));
        assertEquals(Failure.TLS, failure.failure(), failure.getMessage());
        assertTrue(failure.getMessage().contains("certif"), failure.getMessage());
        assertEquals(1, client.statistics().getFirst().created());
    }

    @Requirement("9113-9.1.1-1")
    @Test
    @DisplayName("a certificate for another host is refused, also where a connection stands")
    void wrongHost() throws Exception {
        int port = serve(Tls.server(certificates("exact")));
        Client client = client(trusting());
        assertEquals(Failure.TLS, failure(client, get(port)).failure());
        int good = serve(Tls.server(certificates("localhost-ec")));
        assertEquals(200, client.send(get(good)).status());
        // The same server under a name that its certificate is not for: no connection is shared.
        Request byAnother = Request.get(URI.create("https://localhost.localdomain:" + good + "/"));
        Endpoint other = byAnother.endpoint();
        Client mapped =
                open(
                        builder ->
                                builder.address(
                                        other,
                                        new InetSocketAddress(
                                                InetAddress.getLoopbackAddress(), good)));
        assertEquals(200, mapped.send(get(good)).status());
        assertEquals(Failure.TLS, failure(mapped, byAnother).failure());
        assertEquals(2, mapped.statistics().size());
    }

    private Client open(UnaryOperator<ClientOptionsBuilder> how) throws IOException {
        Client client = how.apply(Client.builder().tls(trusting())).open();
        opened.add(client);
        return client;
    }

    @Requirement("9113-9.1.1-1")
    @Test
    @DisplayName("requests with another identity have a connection of their own")
    void identities() throws Exception {
        int port = serve(Tls.server(certificates("localhost-ec")).with(ClientCertificate.WANTED));
        Client client = client(trusting(), Tls.client(certificates("client")).named("known"));
        Request plain = get(port);
        Request known = plain.to(plain.endpoint().with("known"));
        String first = client.send(plain).content().utf8();
        String second = client.send(known).content().utf8();
        String third = client.send(plain).content().utf8();
        assertTrue(first.contains(" nobody "), first);
        assertTrue(second.contains("CN="), second);
        assertEquals(first, third); // the same connection, as the port of its socket shows
        assertEquals(2, client.statistics().size());
        ClientException unknown =
                failure(client, plain.to(plain.endpoint().with("never heard of")));
        assertEquals(Failure.TLS, unknown.failure());
    }

    @Test
    @DisplayName("a certificate that is asked for and not shown is an error of TLS")
    void needed() throws Exception {
        int port = serve(Tls.server(certificates("localhost-ec")).with(ClientCertificate.NEEDED));
        ClientException failure = failure(client(trusting()), get(port));
        // The alert of TLS 1.3 comes after the handshake: the connection was up for a moment.
        assertTrue(
                List.of(Failure.TLS, Failure.LOST).contains(failure.failure()),
                failure.getMessage());
        Response shown = client(Tls.client(certificates("client"))).send(get(port));
        assertTrue(shown.content().utf8().contains("CN="), shown.content().utf8());
    }

    /** A TLS server that speaks no HTTP/2, and how often it was asked. */
    private int other(AtomicInteger accepted, String... protocols) throws Exception {
        Tls tls = Tls.server(certificates("localhost-ec"));
        SSLServerSocket listening =
                (SSLServerSocket)
                        tls.context()
                                .get()
                                .getServerSocketFactory()
                                .createServerSocket(0, 10, InetAddress.getByName("localhost"));
        opened.add(listening);
        SSLParameters parameters = listening.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        listening.setSSLParameters(parameters);
        Thread.ofVirtual()
                .start(
                        () -> {
                            while (!listening.isClosed()) {
                                try (SSLSocket socket = (SSLSocket) listening.accept()) {
                                    accepted.incrementAndGet();
                                    socket.startHandshake();
                                    socket.getInputStream().readAllBytes();
                                } catch (IOException e) {
                                    // The client has gone, or the test is over.
                                }
                            }
                        });
        return listening.getLocalPort();
    }

    @Test
    @DisplayName("a peer that chooses http/1.1 is remembered: it is not asked again")
    void http1() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        int port = other(accepted, "http/1.1");
        Client client = client(trusting());
        assertEquals(Failure.HTTP_1, failure(client, get(port)).failure());
        assertEquals(1, accepted.get());
        assertEquals(Failure.HTTP_1, failure(client, get(port)).failure());
        assertThrows(ClientException.class, () -> client.connect(get(port).endpoint()));
        assertEquals(1, accepted.get());
        client.clear(get(port).endpoint());
        assertEquals(Failure.HTTP_1, failure(client, get(port)).failure());
        assertEquals(2, accepted.get());
    }

    @Test
    @DisplayName("without the memory a peer is asked each time")
    void noMemory() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        int port = other(accepted, "http/1.1");
        Client client = client(Duration.ZERO, trusting());
        assertEquals(Failure.HTTP_1, failure(client, get(port)).failure());
        assertEquals(Failure.HTTP_1, failure(client, get(port)).failure());
        assertEquals(2, accepted.get());
    }

    @Test
    @DisplayName("a peer without ALPN is taken for HTTP/1.1, and not remembered")
    void noAlpn() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        int port = other(accepted);
        Client client = client(trusting());
        ClientException failure = failure(client, get(port));
        assertEquals(Failure.HTTP_1, failure.failure());
        assertTrue(failure.getMessage().contains("no ALPN"), failure.getMessage());
        assertEquals(Failure.HTTP_1, failure(client, get(port)).failure());
        assertEquals(2, accepted.get());
    }

    @Test
    @DisplayName("a peer that agrees to no protocol refuses TLS")
    void otherAlpn() throws Exception {
        int port = other(new AtomicInteger(), "something/1");
        assertEquals(Failure.TLS, failure(client(trusting()), get(port)).failure());
    }

    @Test
    @DisplayName("a peer that does not speak TLS refuses it")
    void noTls() throws Exception {
        try (RawPeer peer =
                new RawPeer(
                        line -> {
                            line.raw("220 mail.example.org\r\n");
                            line.silence();
                        })) {
            Request request = Request.get(URI.create("https://127.0.0.1:" + peer.port() + "/"));
            ClientException failure = failure(client(trusting()), request);
            assertEquals(Failure.TLS, failure.failure());
        }
    }
}
