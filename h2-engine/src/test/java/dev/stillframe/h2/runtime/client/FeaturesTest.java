package dev.stillframe.h2.runtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Cleartext;
import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientConnection;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.ClientOptionsBuilder;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client can do, against our own server. */
@Timeout(60)
class FeaturesTest {
    private static final int MANY = 50 << 20;

    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private Server server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        server =
                Server.builder()
                        .listen(0)
                        .connection(Options.of(Role.SERVER).withPush())
                        .handler(this::handle)
                        .start();
        client = Client.builder().maxContent(100_000).open();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void open(UnaryOperator<ClientOptionsBuilder> how) {
        client.close();
        client = how.apply(Client.builder()).open();
    }

    private URI uri(String path) {
        int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
        return URI.create("http://localhost:" + port + path);
    }

    private void handle(ServerExchange exchange) throws Exception {
        switch (exchange.request().path()) {
            case "/count" -> {
                long count = 0;
                for (Octets part = exchange.read(); part != null; part = exchange.read()) {
                    count += part.length();
                }
                exchange.respond(ResponseHead.of(200), Octets.utf8(Long.toString(count)));
            }
            case "/many" -> {
                exchange.respond(ResponseHead.of(200));
                ByteBuffer buffer = ByteBuffer.allocate(65_536);
                for (int sent = 0; sent < MANY; sent += buffer.capacity()) {
                    exchange.write(buffer.clear());
                }
                exchange.end(FieldSection.of("x-sent", Integer.toString(MANY)));
            }
            case "/endless" -> {
                exchange.respond(ResponseHead.of(200));
                long sent = 0;
                ByteBuffer buffer = ByteBuffer.allocate(16_384);
                try {
                    while (true) {
                        exchange.write(buffer.clear());
                        sent += buffer.capacity();
                    }
                } catch (IOException e) {
                    heard.add(Long.toString(sent));
                    throw e;
                }
            }
            case "/push" -> {
                RequestHead promised = RequestHead.get("http", authority(exchange), "/pushed");
                ServerExchange pushed = exchange.push(promised);
                heard.add(pushed == null ? "no push" : "push");
                exchange.respond(ResponseHead.of(200), Octets.utf8("page"));
                if (pushed != null) {
                    try (pushed) {
                        pushed.respond(ResponseHead.of(200), Octets.utf8("pushed"));
                    } catch (StreamException e) {
                        heard.add("refused");
                    }
                }
            }
            default -> exchange.respond(ResponseHead.of(200), Octets.utf8("hello"));
        }
    }

    private static String authority(ServerExchange exchange) {
        return exchange.request().authority();
    }

    @Test
    @DisplayName("much is uploaded and counted, through one buffer")
    void upload() throws Exception {
        try (ClientExchange exchange = client.exchange(Request.of("POST", uri("/count")))) {
            ByteBuffer buffer = ByteBuffer.allocate(65_536);
            for (int sent = 0; sent < MANY; sent += buffer.capacity()) {
                exchange.write(buffer.clear());
            }
            exchange.end();
            assertEquals(200, exchange.response().status());
            assertEquals(Integer.toString(MANY), exchange.read().utf8());
        }
    }

    @Test
    @DisplayName("much is downloaded piece by piece, with its trailers")
    void download() throws Exception {
        try (ClientExchange exchange = client.exchange(Request.get(uri("/many")))) {
            long count = 0;
            for (Octets part = exchange.read(); part != null; part = exchange.read()) {
                count += part.length();
            }
            assertEquals(MANY, count);
            assertEquals(Integer.toString(MANY), exchange.trailers().value("x-sent"));
        }
    }

    @Test
    @DisplayName("a reader that stops makes the sender stop within the window")
    void slowReader() throws Exception {
        open(client -> client.limits(Limits.DEFAULT.toBuilder().maxStreamWindow(1).build()));
        try (ClientExchange exchange = client.exchange(Request.get(uri("/endless")))) {
            assertEquals(200, exchange.response().status());
            Octets first = exchange.read();
            assertTrue(first.length() > 0);
            // Another stream of the connection goes on.
            assertEquals(200, client.send(Request.get(uri("/"))).status());
        }
        // The window, what was read of it, and what the server has handed over beyond that.
        assertTrue(Long.parseLong(heard.take()) <= 65_535 + 65_536 + 16_384);
    }

    @Test
    @DisplayName("pushes are refused by default, before they are made")
    void pushOff() throws Exception {
        assertEquals("page", client.send(Request.get(uri("/push"))).content().utf8());
        assertEquals("no push", heard.take());
    }

    @Test
    @DisplayName("a push that the callback takes is read; its request is the promised one")
    void pushTaken() throws Exception {
        open(ClientOptionsBuilder::acceptPush);
        CompletableFuture<String> pushed = new CompletableFuture<>();
        Request request =
                Request.get(uri("/push")).onPush(head -> exchange -> read(exchange, pushed));
        assertEquals("page", client.send(request).content().utf8());
        assertEquals("/pushed: 200 pushed", pushed.join());
        assertEquals("push", heard.take());
    }

    private static void read(ClientExchange exchange, CompletableFuture<String> text) {
        try {
            int status = exchange.response().status();
            text.complete(exchange.request().path() + ": " + status + " " + exchange.read().utf8());
        } catch (IOException e) {
            text.completeExceptionally(e);
        }
    }

    @Test
    @DisplayName("a push that nobody wants, or on which the callback throws, costs nothing else")
    void pushRefused() throws Exception {
        open(ClientOptionsBuilder::acceptPush);
        assertEquals("page", client.send(Request.get(uri("/push"))).content().utf8());
        Request throwing =
                Request.get(uri("/push"))
                        .onPush(
                                head -> {
                                    throw new IllegalStateException("on purpose");
                                });
        assertEquals("page", client.send(throwing).content().utf8());
        assertEquals("hello", client.send(Request.get(uri("/"))).content().utf8());
    }

    @Test
    @DisplayName("a request that HTTP/2 cannot carry is refused before anything is sent")
    void malformed() {
        Request request = Request.get(uri("/")).with("connection", "close");
        ClientException failure = assertThrows(ClientException.class, () -> client.send(request));
        assertEquals(Failure.REFUSED, failure.failure());
        assertEquals(List.of(), client.statistics());
    }

    @Test
    @DisplayName("the upgrade from HTTP/1.1, and then everything as ever")
    void upgrade() throws Exception {
        open(client -> client.cleartext(Cleartext.UPGRADE));
        assertEquals("hello", client.send(Request.get(uri("/"))).content().utf8());
        upload();
        assertEquals(1, client.statistics().getFirst().created());
    }

    @Test
    @DisplayName("a request waits for the one that asked for the upgrade, where there is one place")
    void upgradeOfOnePlace() throws Exception {
        open(client -> client.cleartext(Cleartext.UPGRADE));
        server.close();
        server =
                Server.builder()
                        .listen(0)
                        .limits(Limits.DEFAULT.toBuilder().maxConcurrentStreams(1).build())
                        .handler(
                                exchange -> {
                                    if (exchange.request().method().equals("OPTIONS")) {
                                        Thread.sleep(200);
                                    }
                                    handle(exchange);
                                })
                        .start();
        assertEquals("hello", client.send(Request.get(uri("/"))).content().utf8());
        assertEquals(1, client.statistics().getFirst().created());
    }

    @Test
    @DisplayName("a server that does not upgrade speaks HTTP/1.1")
    void noUpgrade() throws Exception {
        open(client -> client.cleartext(Cleartext.UPGRADE));
        server.close();
        server = Server.builder().listen(0).upgrade(false).handler(this::handle).start();
        ClientException failure =
                assertThrows(ClientException.class, () -> client.send(Request.get(uri("/"))));
        assertEquals(Failure.HTTP_1, failure.failure());
        assertTrue(failure.getMessage().contains("HTTP/1.1 4"), failure.getMessage());
    }

    @Test
    @DisplayName("a Unix domain socket instead of an address")
    void unix(@TempDir Path folder) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        Endpoint endpoint = Endpoint.of("http", "local", 80);
        try (Server local =
                Server.builder()
                        .listen(new Listener(address, null))
                        .handler(this::handle)
                        .start()) {
            assertEquals(List.of(address), local.addresses());
            open(client -> client.address(endpoint, address));
            Response response = client.send(Request.get(URI.create("http://local/")));
            assertEquals("hello", response.content().utf8());
        }
    }

    @Test
    @DisplayName("a connection of one's own shows its state, pings, changes limits and shuts down")
    void own() throws Exception {
        ClientConnection connection = client.connect(Endpoint.of(uri("/")));
        Iteration now = connection.iteration();
        assertEquals(Iteration.Phase.OPEN, now.phase());
        assertEquals(100, now.availableStreams());
        assertNull(now.goAway());
        try (ClientExchange exchange = connection.exchange(Request.of("POST", uri("/count")))) {
            assertEquals(1, connection.iteration().activeStreams());
            connection.change(Limits.DEFAULT.toBuilder().streamWindow(40_000).build());
            assertTrue(connection.ping().toCompletableFuture().join().isPositive());
            assertEquals(40_000, connection.iteration().localSettings().initialWindowSize());
            assertTrue(connection.iteration().roundTripNanos() > 0);
            connection.shutdown();
            exchange.write(Octets.utf8("last").toByteBuffer());
            exchange.end();
            assertEquals("4", exchange.read().utf8());
        }
        Notice.Closed closed = connection.closed().toCompletableFuture().join();
        assertEquals(0, closed.code().value());
        assertEquals(Iteration.Phase.CLOSED, connection.iteration().phase());
        ClientException late =
                assertThrows(ClientException.class, () -> connection.send(Request.get(uri("/"))));
        assertEquals(Failure.SHUT_DOWN, late.failure());
        assertThrows(CompletionException.class, connection.ping().toCompletableFuture()::join);
        connection.close();
    }

    @Test
    @DisplayName("closing a connection of one's own ends its streams, and who waits on them")
    void ownClose() throws Exception {
        ClientConnection connection = client.connect(Endpoint.of(uri("/")));
        ClientExchange exchange = connection.exchange(Request.of("POST", uri("/count")));
        connection.close();
        assertThrows(StreamException.class, exchange::response);
        assertThrows(IOException.class, () -> exchange.write(Octets.utf8("late").toByteBuffer()));
        client.close();
        assertThrows(IOException.class, () -> connection.send(Request.get(uri("/"))));
    }

    @Test
    @DisplayName("of several addresses a dead one does not hold up the others")
    void race() throws Exception {
        // Nobody listens on ::1, where localhost may lead to as well: our server is on 127.0.0.1.
        try (Server only =
                Server.builder()
                        .listen(new Listener(new InetSocketAddress("127.0.0.1", 0), null))
                        .handler(this::handle)
                        .start()) {
            int port = ((InetSocketAddress) only.addresses().getFirst()).getPort();
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                URI uri = URI.create("http://localhost:" + port + "/");
                statuses.add(client.send(Request.get(uri).within(Duration.ofSeconds(20))).status());
            }
            assertEquals(List.of(200, 200), statuses);
        }
    }
}
