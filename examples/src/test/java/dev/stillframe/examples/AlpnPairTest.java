package dev.stillframe.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.tls.Tls;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pair of ports, asked by the JDK's client in both protocols and by our own. */
@Timeout(60)
class AlpnPairTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /** A certificate for localhost that trusts itself, made by the JDK's keytool. */
    private static SSLContext context(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "example",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .inheritIO()
                        .start();
        assertEquals(0, keytool.waitFor());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("example", keys.getCertificate("example"));
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD);
        TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
        others.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }

    private static int port(Server server, int listener) {
        return ((InetSocketAddress) server.addresses().get(listener)).getPort();
    }

    @Test
    @DisplayName("the plain port redirects in both protocols, and TLS serves both")
    void both(@TempDir Path folder) throws Exception {
        SSLContext context = context(folder);
        try (Server server = AlpnPair.start(0, 0, Tls.of(context), 443);
                Client ours = Client.builder().tls(Tls.of(context)).open();
                HttpClient theirs = HttpClient.newBuilder().sslContext(context).build()) {
            URI plain = URI.create("http://localhost:" + port(server, 0) + "/a");
            URI secure = URI.create("https://localhost:" + port(server, 1) + "/a");

            Response redirected = ours.send(Request.get(plain));
            assertEquals(301, redirected.status());
            assertEquals("https://localhost/a", redirected.head().fields().value("location"));
            assertEquals("HTTP/2 over TLS\n", ours.send(Request.get(secure)).content().utf8());

            HttpResponse<String> http1 = get(theirs, plain, HttpClient.Version.HTTP_1_1);
            assertEquals(301, http1.statusCode());
            assertEquals("https://localhost/a", http1.headers().firstValue("location").get());
            HttpResponse<String> over = get(theirs, secure, HttpClient.Version.HTTP_1_1);
            assertEquals("HTTP/1.1 over TLS\n", over.body());
            HttpResponse<String> http2 = get(theirs, secure, HttpClient.Version.HTTP_2);
            assertEquals("HTTP/2 over TLS\n", http2.body());
            assertNotNull(http2.sslSession().orElse(null));
        }
    }

    private static HttpResponse<String> get(HttpClient client, URI uri, HttpClient.Version version)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri).version(version).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
