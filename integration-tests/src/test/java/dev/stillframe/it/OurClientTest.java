package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("our client, with other people's servers")
@Timeout(120)
class OurClientTest {

    private static final int MANY = 100;

    @TempDir private Path folder;

    @ParameterizedTest(name = "over TLS: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("nghttpd: GET, its trailers, POST, and many at once over one connection")
    void nghttpd(boolean tls) throws Exception {
        String[] options = {"--trailer=x-sum: 17", "--echo-upload"};
        try (OtherServer server = OtherServer.nghttpd(folder, tls, options);
                Client client = server.client(1)) {
            Response large = client.send(Request.get(server.uri("/large")));
            assertEquals(200, large.status());
            assertEquals("x".repeat(OtherServer.LARGE), large.content().utf8());
            assertEquals("17", large.trailers().value("x-sum"));
            assertEquals(404, client.send(Request.get(server.uri("/nothing"))).status());

            String text = "text ".repeat(40_000);
            Response echo = client.send(Request.post(server.uri("/page"), Octets.utf8(text)));
            assertEquals(text, echo.content().utf8());

            for (Response each :
                    OtherServer.atOnce(client, MANY, Request.get(server.uri("/page")))) {
                assertEquals("page", each.content().utf8());
            }
            assertEquals(1, OtherServer.counts(client).created());
        }
    }

    @ParameterizedTest(name = "over TLS: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("nghttpd: a push is taken, refused by the callback, and by the settings")
    void push(boolean tls) throws Exception {
        try (OtherServer server = OtherServer.nghttpd(folder, tls, "--push=/page=/pushed")) {
            Request page = Request.get(server.uri("/page"));
            try (Client client = server.options(1).acceptPush().open()) {
                CompletableFuture<String> pushed = new CompletableFuture<>();
                Request taking = page.onPush(head -> exchange -> take(exchange, pushed));
                assertEquals("page", client.send(taking).content().utf8());
                assertEquals("/pushed: 200 pushed", pushed.join());

                BlockingQueue<String> promised = new LinkedBlockingQueue<>();
                Request refusing =
                        page.onPush(
                                head -> {
                                    promised.add(String.valueOf(head.path()));
                                    return null;
                                });
                assertEquals("page", client.send(refusing).content().utf8());
                assertEquals("/pushed", promised.take());
                assertEquals("page", client.send(page).content().utf8());
                assertEquals(1, OtherServer.counts(client).created());
            }
            try (Client client = server.client(1)) {
                Request never =
                        page.onPush(
                                head -> {
                                    throw new AssertionError("pushed though it was told not to");
                                });
                assertEquals("page", client.send(never).content().utf8());
            }
        }
    }

    private static void take(ClientExchange exchange, CompletableFuture<String> text) {
        try {
            int status = exchange.response().status();
            String content = exchange.read().utf8();
            assertNull(exchange.read());
            text.complete(exchange.request().path() + ": " + status + " " + content);
        } catch (IOException | RuntimeException | AssertionError e) {
            text.completeExceptionally(e);
        }
    }

    @Test
    @DisplayName("nghttpd that takes two streams at once: many requests share a few connections")
    void fewStreams() throws Exception {
        try (OtherServer server = OtherServer.nghttpd(folder, false, "-m", "2");
                Client client = server.client(5)) {
            for (Response each :
                    OtherServer.atOnce(client, 50, Request.get(server.uri("/large")))) {
                assertEquals(OtherServer.LARGE, each.content().length());
            }
            long created = OtherServer.counts(client).created();
            assertTrue(created <= 5, () -> created + " connections");
            assertEquals(0, OtherServer.counts(client).refused());
        }
    }

    @ParameterizedTest(name = "over TLS: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("node: GET, content and trailers there and back, and many at once")
    void node(boolean tls) throws Exception {
        try (OtherServer server = OtherServer.node(folder, tls, MANY);
                Client client = server.client(1)) {
            assertEquals("hello", client.send(Request.get(server.uri("/"))).content().utf8());
            String text = "text ".repeat(40_000);
            Response whole =
                    client.send(
                            Request.post(server.uri("/echo"), Octets.utf8(text))
                                    .withTrailers(FieldSection.of("x-asked", "seven")));
            assertEquals(text, whole.content().utf8());
            assertEquals("seven", whole.trailers().value("x-answered"));
            converse(client, server);
            for (Response each : OtherServer.atOnce(client, MANY, Request.get(server.uri("/")))) {
                assertEquals("hello", each.content().utf8());
            }
            assertEquals(1, OtherServer.counts(client).created());
        }
    }

    /** Each part comes back before the next one is sent. */
    private static void converse(Client client, OtherServer server) throws IOException {
        Request post = Request.of("POST", server.uri("/echo"));
        try (ClientExchange exchange = client.exchange(post)) {
            for (String part : List.of("one", "two", "three")) {
                exchange.write(Octets.utf8(part).toByteBuffer());
                assertEquals(part, exchange.read().utf8());
            }
            exchange.end(FieldSection.of("x-asked", "four"));
            assertEquals("four", exchange.trailers().value("x-answered"));
        }
    }

    @ParameterizedTest(name = "over TLS: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "node that takes two streams at once: the pool opens all connections that it may, and"
                    + " the rest of the requests wait")
    void gathered(boolean tls) throws Exception {
        try (OtherServer server = OtherServer.node(folder, tls, 2);
                Client client = server.client(5)) {
            for (Response each :
                    OtherServer.atOnce(client, 50, Request.get(server.uri("/gather")))) {
                assertEquals("10 over 5", each.content().utf8());
            }
            assertEquals(5, OtherServer.counts(client).created());
            assertEquals(0, OtherServer.counts(client).waiting());
        }
    }
}
