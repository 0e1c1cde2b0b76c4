package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.workbench.front.Reference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@EachFront({"jetty", "standalone"})
@DisplayName("the JDK's HttpClient")
class JdkClientTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private HttpClient client;

    @BeforeEach
    void open(FrontUnderTest front) {
        client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .sslContext(front.identity().trusting())
                        .connectTimeout(PATIENCE)
                        .build();
    }

    @AfterEach
    void close() {
        client.shutdownNow();
    }

    @Test
    @DisplayName("by Upgrade, and then over the connection that it has")
    void upgrade(FrontUnderTest front) throws Exception {
        assertHello(get(front.plain("/")));
        assertHello(get(front.plain("/")));
    }

    @Test
    @DisplayName("by ALPN")
    void alpn(FrontUnderTest front) throws Exception {
        assertHello(get(front.tls("/")));
    }

    @Test
    @DisplayName("gets back what it uploads")
    void echo(FrontUnderTest front) throws Exception {
        byte[] body = new byte[3_000_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = Reference.at(i);
        }
        HttpResponse<byte[]> response =
                client.send(
                        request(front.tls("/echo")).POST(BodyPublishers.ofByteArray(body)).build(),
                        BodyHandlers.ofByteArray());
        assertEquals(HttpClient.Version.HTTP_2, response.version());
        assertArrayEquals(body, response.body());
    }

    @Test
    @DisplayName("that expects a 100 before it sends its body gets one")
    void expectContinue(FrontUnderTest front) throws Exception {
        HttpResponse<String> response =
                client.send(
                        request(front.tls("/echo"))
                                .expectContinue(true)
                                .POST(BodyPublishers.ofString("at last"))
                                .build(),
                        BodyHandlers.ofString());
        assertEquals(200, response.statusCode());
        assertEquals("at last", response.body());
    }

    @Test
    @DisplayName("has a hundred requests answered at once, and none of them mixed up")
    void parallel(FrontUnderTest front) throws Exception {
        // The connection first: the client opens one for each call that finds none.
        assertHello(get(front.tls("/")));
        List<CompletableFuture<HttpResponse<String>>> calls =
                IntStream.range(0, 100)
                        .mapToObj(
                                i ->
                                        client.sendAsync(
                                                request(front.tls("/headers?" + i)).build(),
                                                BodyHandlers.ofString()))
                        .toList();
        for (int i = 0; i < calls.size(); i++) {
            HttpResponse<String> response =
                    calls.get(i).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertEquals(
                    "GET /headers?" + i + " HTTP/2.0",
                    response.body().lines().findFirst().orElse(""));
        }
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return client.send(request(uri).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(PATIENCE);
    }

    private static void assertHello(HttpResponse<String> response) {
        assertEquals(200, response.statusCode());
        assertEquals(HttpClient.Version.HTTP_2, response.version());
        assertEquals(Reference.HELLO, response.body());
    }
}
