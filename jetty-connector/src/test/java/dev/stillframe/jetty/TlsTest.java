package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.CompletableResponseListener;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.HttpClientTransportOverHTTP2;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server set up for Jetty's own HTTP/2 over TLS, and Stillframe put in its place. */
@Timeout(60)
class TlsTest {
    @TempDir Path directory;

    private SslContextFactory.Server tls() throws Exception {
        Path store = directory.resolve("keys.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made =
                new ProcessBuilder(
                                keytool.toString(),
                                "-genkeypair",
                                "-alias",
                                "test",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "secret",
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(made.getInputStream().readAllBytes());
        assertEquals(0, made.waitFor(), said);
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(store.toString());
        tls.setKeyStorePassword("secret");
        tls.setCipherComparator(Http2Ciphers.COMPARATOR);
        return tls;
    }

    private static ServerConnector nativeConnector(Server server, SslContextFactory.Server tls) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.addCustomizer(new SecureRequestCustomizer());
        HTTP2ServerConnectionFactory h2 = new HTTP2ServerConnectionFactory(configuration);
        h2.setMaxConcurrentStreams(77);
        h2.setInitialStreamRecvWindow(100_000);
        h2.setStreamIdleTimeout(12_345);
        h2.setConnectProtocolEnabled(false);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol("http/1.1");
        return new ServerConnector(
                server,
                new SslConnectionFactory(tls, alpn.getProtocol()),
                alpn,
                h2,
                new HttpConnectionFactory(configuration));
    }

    @Test
    void install_keeps_order_configuration_and_settings() throws Exception {
        Server server = new Server();
        ServerConnector connector = nativeConnector(server, new SslContextFactory.Server());
        List<String> protocols = new ArrayList<>(connector.getProtocols());
        String first = connector.getDefaultProtocol();
        HttpConfiguration configuration =
                connector
                        .getConnectionFactory(HTTP2ServerConnectionFactory.class)
                        .getHttpConfiguration();

        assertEquals(1, Http2.install(connector));

        assertEquals(protocols, new ArrayList<>(connector.getProtocols()));
        assertTrue(first.equalsIgnoreCase(connector.getDefaultProtocol()));
        Http2ServerConnectionFactory ours =
                connector.getConnectionFactory(Http2ServerConnectionFactory.class);
        assertSame(configuration, ours.getHttpConfiguration());
        assertEquals(77, ours.getMaxConcurrentStreams());
        assertEquals(100_000, ours.getInitialStreamRecvWindow());
        assertEquals(12_345, ours.getStreamIdleTimeout());
        assertFalse(ours.isConnectProtocolEnabled());
        assertEquals(0, Http2.install(connector), "nothing is left to replace");
    }

    @Test
    void install_replaces_clear_text_too() {
        Server server = new Server();
        HttpConfiguration configuration = new HttpConfiguration();
        server.addConnector(
                new ServerConnector(
                        server,
                        new HttpConnectionFactory(configuration),
                        new HTTP2CServerConnectionFactory(configuration)));
        assertEquals(1, Http2.install(server));
        ServerConnector connector = (ServerConnector) server.getConnectors()[0];
        assertEquals(
                List.of("http/1.1", "h2c"),
                connector.getProtocols().stream().map(String::toLowerCase).toList());
        assertTrue(connector.getConnectionFactory("h2c") instanceof Http2CServerConnectionFactory);
    }

    @Test
    void jettys_client_and_the_jdks_choose_it_by_alpn() throws Exception {
        SslContextFactory.Server tls = tls();
        CountedBuffers pool = new CountedBuffers();
        Server server = new Server(null, null, pool);
        server.addConnector(nativeConnector(server, tls));
        server.setHandler(
                new Handler.Abstract.NonBlocking() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback) {
                        response.getHeaders().put("x-secure", String.valueOf(request.isSecure()));
                        Content.copy(request, response, callback);
                        return true;
                    }
                });
        Http2.install(server);
        server.start();
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        try {
            withJetty(port);
            withJdk(port, tls);
        } finally {
            server.stop();
        }
        pool.expectAll();
    }

    private static void withJetty(int port) throws Exception {
        ClientConnector connector = new ClientConnector();
        connector.setSslContextFactory(new SslContextFactory.Client(true));
        HttpClient client =
                new HttpClient(new HttpClientTransportOverHTTP2(new HTTP2Client(connector)));
        client.setMaxConnectionsPerDestination(1);
        client.start();
        try {
            byte[] large = new byte[1_000_000];
            Arrays.fill(large, (byte) 7);
            List<CompletableFuture<ContentResponse>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                org.eclipse.jetty.client.Request request =
                        client.newRequest("https://localhost:" + port + "/")
                                .method("POST")
                                .body(new BytesRequestContent(large))
                                .timeout(30, TimeUnit.SECONDS);
                all.add(new CompletableResponseListener(request, 2_000_000).send());
            }
            for (CompletableFuture<ContentResponse> one : all) {
                ContentResponse response = one.get(40, TimeUnit.SECONDS);
                assertEquals(HttpVersion.HTTP_2, response.getVersion());
                assertTrue(Arrays.equals(large, response.getContent()));
            }
        } finally {
            client.stop();
        }
    }

    private static void withJdk(int port, SslContextFactory.Server tls) throws Exception {
        javax.net.ssl.SSLContext trusting = javax.net.ssl.SSLContext.getInstance("TLS");
        javax.net.ssl.TrustManagerFactory trust =
                javax.net.ssl.TrustManagerFactory.getInstance(
                        javax.net.ssl.TrustManagerFactory.getDefaultAlgorithm());
        trust.init(tls.getKeyStore());
        trusting.init(null, trust.getTrustManagers(), null);
        try (java.net.http.HttpClient client =
                java.net.http.HttpClient.newBuilder().sslContext(trusting).build()) {
            java.net.http.HttpResponse<String> response =
                    client.send(
                            java.net.http.HttpRequest.newBuilder(
                                            java.net.URI.create("https://localhost:" + port + "/"))
                                    .POST(
                                            java.net.http.HttpRequest.BodyPublishers.ofString(
                                                    "hello"))
                                    .build(),
                            java.net.http.HttpResponse.BodyHandlers.ofString());
            assertEquals(java.net.http.HttpClient.Version.HTTP_2, response.version());
            assertEquals("hello", response.body());
            assertEquals("true", response.headers().firstValue("x-secure").orElse(""));
        }
    }

    @Test
    void prohibited_ciphers_do_not_negotiate_it() {
        Http2ServerConnectionFactory factory = new Http2ServerConnectionFactory();
        assertTrue(factory.isAcceptable("h2", "TLSv1.3", "TLS_AES_128_GCM_SHA256"));
        assertTrue(factory.isAcceptable("h2", "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
        assertFalse(factory.isAcceptable("h2", "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"));
        assertFalse(factory.isAcceptable("h2", "TLSv1.2", "TLS_RSA_WITH_AES_128_GCM_SHA256"));
    }
}
