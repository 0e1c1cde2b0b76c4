package dev.stillframe.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.DirectHandler;
import dev.stillframe.api.server.Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples over plain sockets. */
@Timeout(60)
class ExamplesTest {
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Client client;

    @BeforeEach
    void start() {
        client = Client.builder().open();
        opened.add(client);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private InetSocketAddress serve(DirectHandler handler) throws IOException {
        return started(Server.builder().listen(0).handler(handler).start());
    }

    private InetSocketAddress started(Server server) {
        opened.add(server);
        int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
        return new InetSocketAddress("localhost", port);
    }

    private static URI uri(InetSocketAddress address, String path) {
        return URI.create("http://localhost:" + address.getPort() + path);
    }

    private static void greet(ServerExchange exchange) throws IOException {
        byte[] content = exchange.input().readAllBytes();
        String text = exchange.request().method() + " " + exchange.request().path();
        exchange.respond(
                ResponseHead.of(200, "x-kind", "greeting"),
                Octets.utf8(text + " " + new String(content, UTF_8)));
    }

    @Test
    @DisplayName("GET prints status, fields and content")
    void get() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Get.get(client, uri(serve(ExamplesTest::greet), "/a?b"), new PrintStream(out));
        List<String> lines = out.toString(UTF_8).lines().toList();
        assertEquals("200", lines.getFirst());
        assertTrue(lines.contains("x-kind: greeting"), lines.toString());
        assertEquals("GET /a?b ", lines.getLast());
    }

    @Test
    @DisplayName("POST sends a form")
    void post() throws Exception {
        URI uri = uri(serve(ExamplesTest::greet), "/form");
        assertEquals(
                "200 POST /form a=b", Post.post(client, uri, "a=b").toCompletableFuture().join());
    }

    @Test
    @DisplayName("an upload says how far it is, and arrives whole")
    void upload(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[1_000_000]);
        List<Long> received = new ArrayList<>();
        InetSocketAddress server =
                serve(
                        exchange -> {
                            received.add(
                                    exchange.input().transferTo(OutputStream.nullOutputStream()));
                            exchange.respond(ResponseHead.of(201), Octets.EMPTY);
                        });
        List<Long> progress = new ArrayList<>();
        assertEquals(201, Upload.upload(client, uri(server, "/file"), file, progress::add));
        assertEquals(List.of(1_000_000L), received);
        assertEquals(16, progress.size());
        assertEquals(1_000_000L, progress.getLast());
    }

    @Test
    @DisplayName("echo in direct style and as a fold do the same")
    void echo() throws Exception {
        InetSocketAddress direct = serve(Echo::direct);
        InetSocketAddress fold =
                started(Server.builder().listen(0).fold(new Echo.Folded()).start());
        for (InetSocketAddress server : List.of(direct, fold)) {
            Request request =
                    Request.post(uri(server, "/"), Octets.utf8("content"))
                            .withTrailers(FieldSection.of("x-last", "yes"));
            Response response = client.send(request);
            assertEquals("content", response.content().utf8());
            assertEquals("yes", response.trailers().value("x-last"));
            try (ClientExchange exchange =
                    client.exchange(Request.of("POST", uri(server, "/turns")))) {
                for (String word : List.of("one", "two")) {
                    exchange.write(Octets.utf8(word).toByteBuffer());
                    assertEquals(word, exchange.read().utf8());
                }
                exchange.end();
                assertEquals(null, exchange.read());
            }
        }
    }

    @Test
    @DisplayName("the upgrade to h2c, from a server that knows it and from one that does not")
    void upgrade() throws Exception {
        assertEquals(
                "upgraded; /x is 200", UpgradeToH2c.ask(uri(serve(ExamplesTest::greet), "/x")));
        try (ServerSocket http1 = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> answerOnce(http1));
            String answer =
                    UpgradeToH2c.ask(URI.create("http://127.0.0.1:" + http1.getLocalPort() + "/"));
            assertTrue(answer.startsWith("not upgraded: "), answer);
            assertTrue(answer.endsWith("HTTP/1.1 200 OK"), answer);
        }
    }

    private static void answerOnce(ServerSocket listening) {
        try (Socket socket = listening.accept()) {
            socket.getInputStream().read();
            socket.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".getBytes(UTF_8));
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("a style sheet is pushed and taken, a script is refused")
    void push() throws Exception {
        InetSocketAddress server = started(Pushing.server(0));
        assertEquals(
                Map.of("/page", "this is /page", "/style.css", "this is /style.css"),
                Pushing.ask(uri(server, "/page")));
    }

    @Test
    @DisplayName("a blocking loop of the caller's own")
    void blockingLoop() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BlockingLoop.get(serve(ExamplesTest::greet), "/loop", new PrintStream(out));
        assertEquals(List.of("200", "GET /loop "), out.toString(UTF_8).lines().toList());
    }

    @Test
    @DisplayName("two connections in a larger loop: the slower request is cancelled, all is told")
    void twoServers() throws Exception {
        InetSocketAddress quick = serve(ExamplesTest::greet);
        CountDownLatch gate = new CountDownLatch(1);
        InetSocketAddress slow =
                serve(
                        exchange -> {
                            exchange.respond(ResponseHead.of(103));
                            gate.await();
                        });
        opened.addFirst(gate::countDown);
        List<String> log = TwoServers.ask(slow, quick, "/");
        assertEquals("server 2 answers first: 200", log.getFirst());
        assertTrue(log.get(1).startsWith("server 1: Reset[code=CANCEL"), log.toString());
        assertEquals("server 2: Complete[]", log.get(2));
        assertEquals(
                List.of("server 1: 0 streams, window 32768", "server 2: 0 streams, window 32768"),
                log.subList(3, 5));
    }
}
