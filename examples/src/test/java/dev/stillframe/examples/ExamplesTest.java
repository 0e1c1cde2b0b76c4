package dev.stillframe.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.workbench.tls.Identity;
import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExamplesTest {
    private static URI uri(Server server, String path) {
        return URI.create("http://localhost:" + Running.port(server) + path);
    }

    @Test
    @DisplayName("Hello answers, and Get sees it")
    void get() throws Exception {
        try (Server server = Hello.serve(0)) {
            assertEquals("200 Hello, World!\n", Get.text(uri(server, "/")));
        }
    }

    @Test
    @DisplayName("Post sends content and trailers, and the echo in direct style returns both")
    void post() throws Exception {
        try (Server server = Server.builder().listen(0).handler(EchoDirect::echo).start();
                Client client = Client.builder().open()) {
            String back =
                    Post.post(client, uri(server, "/"), "one, two")
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
            assertEquals("one, two [octets: 8]", back);
        }
    }

    @Test
    @DisplayName("The echo as a fold counts octets in its context, and gives it back at the end")
    void fold() throws Exception {
        LinkedBlockingQueue<Outcome<Long>> outcomes = new LinkedBlockingQueue<>();
        try (Server server = Server.builder().listen(0).fold(new EchoFold(outcomes::add)).start();
                Client client = Client.builder().open()) {
            String back =
                    Post.post(client, uri(server, "/"), "three")
                            .toCompletableFuture()
                            .get(30, TimeUnit.SECONDS);
            assertEquals("three [octets: 5]", back);
            assertEquals(new Outcome.Ok<>(5L), outcomes.poll(30, TimeUnit.SECONDS));
        }
    }

    @Test
    @DisplayName("Two folds on one connection finish after its GOAWAY, and then it closes")
    void client() throws Exception {
        try (Server server = Server.builder().listen(0).fold(new EchoFold(ended -> {})).start();
                Client client = Client.builder().open()) {
            List<Object> all = EchoClient.run(client, uri(server, "/"));
            assertEquals(
                    List.of(
                            new Outcome.Ok<>(new EchoClient.Context(0, "3\n2\n1\n")),
                            new Outcome.Ok<>(new EchoClient.Context(0, "5\n4\n3\n2\n1\n"))),
                    all.subList(0, 2));
            Notice.Closed closed = assertInstanceOf(Notice.Closed.class, all.get(2));
            assertEquals(ErrorCode.NO_ERROR, closed.code());
        }
    }

    @Test
    @DisplayName("Upload says how far it is, octet for octet")
    void upload() throws Exception {
        byte[] content = new byte[1_000_000];
        List<Long> progress = new ArrayList<>();
        List<Integer> received = new ArrayList<>();
        try (Server server =
                        Server.builder()
                                .listen(0)
                                .handler(
                                        exchange -> {
                                            received.add(exchange.input().readAllBytes().length);
                                            exchange.respond(ResponseHead.of(200), Octets.EMPTY);
                                        })
                                .start();
                Client client = Client.builder().open()) {
            int status =
                    Upload.upload(
                            client,
                            uri(server, "/"),
                            new ByteArrayInputStream(content),
                            progress::add);
            assertEquals(200, status);
            assertEquals(1_000_000, progress.getLast());
            assertEquals(progress.stream().sorted().toList(), progress);
            assertTrue(progress.size() >= 16, progress::toString);
            assertEquals(List.of(1_000_000), received);
        }
    }

    @Test
    @DisplayName("Upgrade begins in HTTP/1.1")
    void upgrade() throws Exception {
        try (Server server = Hello.serve(0)) {
            assertEquals("Hello, World!\n", Upgrade.text(uri(server, "/")));
        }
    }

    @Test
    @DisplayName("One push is accepted, another refused, and the page comes all the same")
    void push() throws Exception {
        try (Server server = PushBoth.serve(0)) {
            assertEquals("a page with the content of /style.css", PushBoth.fetch(uri(server, "/")));
        }
    }

    @Test
    @DisplayName("The plain port sends everybody to the one with TLS, where ALPN decides")
    void alpn() throws Exception {
        Identity identity = Identity.make();
        try (Server secure = AlpnPair.secure(0, Tls.of(identity.serving()))) {
            String there = "https://localhost:" + Running.port(secure) + "/";
            try (Server plain = AlpnPair.plain(0, there);
                    HttpClient client =
                            HttpClient.newBuilder()
                                    .sslContext(identity.trusting())
                                    .followRedirects(HttpClient.Redirect.ALWAYS)
                                    .build()) {
                for (HttpClient.Version version : HttpClient.Version.values()) {
                    HttpResponse<String> response =
                            client.send(
                                    HttpRequest.newBuilder(uri(plain, "/"))
                                            .version(version)
                                            .build(),
                                    BodyHandlers.ofString());
                    assertEquals(there, response.uri().toString());
                    assertEquals(301, response.previousResponse().orElseThrow().statusCode());
                    assertEquals(version, response.version());
                    String name = version == HttpClient.Version.HTTP_2 ? "HTTP/2" : "HTTP/1.1";
                    assertEquals("Welcome to " + name + "\n", response.body());
                }
            }
            assertEquals(0, secure.statistics().handshakeFailures());
        }
    }

    @Test
    @DisplayName("A loop of the caller's own drives two connections, and leaves in order")
    void ownedLoop() throws Exception {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            paths.add("/" + i);
        }
        try (Server server =
                Server.builder()
                        .listen(0)
                        .handler(
                                exchange ->
                                        exchange.respond(
                                                ResponseHead.of(200),
                                                Octets.utf8(
                                                        "this is " + exchange.request().path())))
                        .start()) {
            Map<String, String> answers =
                    OwnedLoop.fetch(
                            new InetSocketAddress("localhost", Running.port(server)), 2, paths);
            assertEquals(250, answers.size());
            answers.forEach((path, text) -> assertEquals("this is " + path, text));
            assertEquals(2, server.statistics().accepted());
            assertEquals(0, server.statistics().faults());
        }
    }
}
