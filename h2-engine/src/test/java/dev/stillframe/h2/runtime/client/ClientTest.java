package dev.stillframe.h2.runtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientConnection;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests over the pool and over a connection of one's own. */
@Timeout(30)
class ClientTest {
    private Server server;
    private Client client;

    @BeforeEach
    void start() throws Exception {
        server = Server.builder().listen(0).handler(ClientTest::handle).start();
        client =
                Client.builder()
                        .pool(
                                PoolOptions.DEFAULT.toBuilder()
                                        .connectTimeout(Duration.ofSeconds(5))
                                        .connectRetries(0)
                                        .build())
                        .open();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private URI uri(String path) {
        int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
        return URI.create("http://localhost:" + port + path);
    }

    private static void handle(ServerExchange exchange) throws Exception {
        switch (exchange.request().path()) {
            case "/echo" -> {
                exchange.respond(ResponseHead.of(200));
                for (Octets part = exchange.read(); part != null; part = exchange.read()) {
                    exchange.write(part.toByteBuffer());
                }
                exchange.end(exchange.trailers());
            }
            case "/early" -> {
                exchange.respond(ResponseHead.of(103, "link", "</a>"));
                exchange.respond(ResponseHead.of(200), Octets.utf8("late"));
            }
            default -> exchange.respond(ResponseHead.of(200), Octets.utf8("Hello, World!"));
        }
    }

    @Test
    @DisplayName("a GET over the pool, again and again on one connection")
    void get() throws Exception {
        for (int i = 0; i < 3; i++) {
            Response response = client.send(Request.get(uri("/")));
            assertEquals(200, response.status());
            assertEquals("Hello, World!", response.content().utf8());
        }
        assertEquals(1, client.statistics().getFirst().created());
    }

    @Test
    @DisplayName("content and trailers go out and come back")
    void echo() throws Exception {
        byte[] content = new byte[300_000];
        java.util.Arrays.fill(content, (byte) 7);
        Response response =
                client.send(
                        Request.post(uri("/echo"), Octets.wrap(content))
                                .withTrailers(FieldSection.of("x-sum", "7")));
        assertEquals(Octets.wrap(content), response.content());
        assertEquals("7", response.trailers().value("x-sum"));
    }

    @Test
    @DisplayName("a thousand requests at once share what connections there may be")
    void many() {
        List<CompletableFuture<Response>> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(client.sendAsync(Request.get(uri("/"))).toCompletableFuture());
        }
        for (CompletableFuture<Response> one : all) {
            assertEquals(200, one.join().status());
        }
        assertTrue(client.statistics().getFirst().created() <= 10);
    }

    @Test
    @DisplayName("direct style writes and reads in turns")
    void direct() throws Exception {
        try (ClientExchange exchange = client.exchange(Request.of("POST", uri("/echo")))) {
            exchange.write(Octets.utf8("one").toByteBuffer());
            assertEquals(200, exchange.response().status());
            assertEquals("one", exchange.read().utf8());
            exchange.write(Octets.utf8("two").toByteBuffer());
            assertEquals("two", exchange.read().utf8());
            exchange.end(FieldSection.of("x-last", "yes"));
            assertEquals("yes", exchange.trailers().value("x-last"));
        }
    }

    @Test
    @DisplayName("interim heads are seen before the final one")
    void interim() throws Exception {
        List<Integer> seen = new ArrayList<>();
        Response response =
                client.send(Request.get(uri("/early")).onInterim(head -> seen.add(head.status())));
        assertEquals(List.of(103), seen);
        assertEquals("late", response.content().utf8());
    }

    @Test
    @DisplayName("a connection of one's own measures a round trip and ends")
    void own() throws Exception {
        try (ClientConnection connection = client.connect(Endpoint.of(uri("/")))) {
            assertEquals(200, connection.send(Request.get(uri("/"))).status());
            assertTrue(connection.ping().toCompletableFuture().join().toNanos() > 0);
            assertEquals(0, connection.iteration().activeStreams());
        }
    }

    @Test
    @DisplayName("a port where nobody listens is unreachable")
    void unreachable() {
        URI nobody = URI.create("http://localhost:1/");
        ClientException failure =
                assertThrows(ClientException.class, () -> client.send(Request.get(nobody)));
        assertEquals(ClientException.Failure.UNREACHABLE, failure.failure());
    }
}
