package dev.stillframe.vertx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The adapter's first signs of life; all else is compared with Vert.x' own elsewhere. */
class Http2ServerTest extends Served {
    private static void connection(HttpServerRequest request) {
        request.response().end(request.connection().getClass().getSimpleName());
    }

    @Test
    void cleartextByPriorKnowledgeAndHttp1OnTheSamePort() throws Exception {
        int port = serve(new HttpServerOptions(), Http2ServerTest::connection);
        Answer two = get(client(false, HttpVersion.HTTP_2), port, "/");
        assertEquals("FramedConnection", two.content().toString());
        assertEquals(HttpVersion.HTTP_2, two.version());
        Answer one = get(client(false, HttpVersion.HTTP_1_1), port, "/");
        assertEquals("Http1ServerConnection", one.content().toString());
        assertEquals(HttpVersion.HTTP_1_1, one.version());
    }

    @Test
    void tlsWithAlpnAndHttp1OnTheSamePort() throws Exception {
        HttpServerOptions options =
                new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(Keys.make(directory));
        int port = serve(options, Http2ServerTest::connection);
        assertEquals(
                "FramedConnection",
                get(client(true, HttpVersion.HTTP_2), port, "/").content().toString());
        assertEquals(
                "Http1ServerConnection",
                get(client(true, HttpVersion.HTTP_1_1), port, "/").content().toString());
    }

    @Test
    void theNewerConfigurationToo() throws Exception {
        HttpServer server =
                Http2Server.create(
                        vertx,
                        new HttpServerConfig(),
                        new ServerSSLOptions().setKeyCertOptions(Keys.make(directory)));
        int port = serve(server, Http2ServerTest::connection);
        assertEquals(
                "FramedConnection",
                get(client(true, HttpVersion.HTTP_2), port, "/").content().toString());
    }

    @Test
    void aRouterWithBodies() throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(BodyHandler.create(directory.resolve("uploads").toString()));
        router.post("/hello/:name")
                .handler(
                        at ->
                                at.response()
                                        .setStatusCode(201)
                                        .end(at.pathParam("name") + at.body().asString()));
        int port = serve(new HttpServerOptions(), router);
        Answer answer =
                ask(
                        client(false, HttpVersion.HTTP_2),
                        port,
                        HttpMethod.POST,
                        "/hello/you",
                        Buffer.buffer("!"));
        assertEquals(201, answer.status());
        assertEquals("you!", answer.content().toString());
    }

    @Test
    void muchContentBothWays() throws Exception {
        int port =
                serve(
                        new HttpServerOptions(),
                        request -> request.pipeTo(request.response().setChunked(true)));
        byte[] content = new byte[5_000_000];
        new Random(5).nextBytes(content);
        Answer answer =
                ask(
                        client(false, HttpVersion.HTTP_2),
                        port,
                        HttpMethod.POST,
                        "/",
                        Buffer.buffer(content));
        assertArrayEquals(content, answer.content().getBytes());
    }

    @Test
    void aFile() throws Exception {
        byte[] content = new byte[1_000_000];
        new Random(6).nextBytes(content);
        Path file = Files.write(directory.resolve("a.bin"), content);
        int port =
                serve(
                        new HttpServerOptions(),
                        request -> request.response().sendFile(file.toString(), 10, 900_000));
        Answer answer = get(client(false, HttpVersion.HTTP_2), port, "/");
        assertArrayEquals(
                java.util.Arrays.copyOfRange(content, 10, 900_010), answer.content().getBytes());
    }

    @Test
    void trailersAndResets() throws Exception {
        BlockingQueue<Long> resets = new LinkedBlockingQueue<>();
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        int port =
                serve(
                        new HttpServerOptions(),
                        request -> {
                            if (request.path().equals("/ours")) {
                                request.response().reset(8);
                            } else if (request.path().equals("/theirs")) {
                                request.response()
                                        .exceptionHandler(
                                                failure -> {
                                                    if (failure
                                                            instanceof StreamResetException reset) {
                                                        resets.add(reset.getCode());
                                                    }
                                                });
                                arrived.complete(null);
                            } else {
                                request.response().write("content");
                                request.response().putTrailer("x", "1");
                                request.response().end();
                            }
                        });
        HttpClient client = client(false, HttpVersion.HTTP_2);
        HttpClientResponse response =
                await(
                        client.request(HttpMethod.GET, port, "localhost", "/")
                                .compose(
                                        request ->
                                                request.send()
                                                        .compose(
                                                                whole -> whole.body().map(whole))));
        assertEquals("1", response.getTrailer("x"));
        ExecutionException ours =
                assertThrows(ExecutionException.class, () -> get(client, port, "/ours"));
        assertEquals(8, assertInstanceOf(StreamResetException.class, ours.getCause()).getCode());
        await(
                client.request(HttpMethod.POST, port, "localhost", "/theirs")
                        .compose(
                                request -> {
                                    request.setChunked(true).write("x");
                                    return Future.fromCompletionStage(arrived)
                                            .compose(ignored -> request.reset(8));
                                }));
        assertEquals(8L, resets.poll(SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void responsesAreCompressedAndRequestsDecompressed() throws Exception {
        int port =
                serve(
                        new HttpServerOptions()
                                .setCompressionSupported(true)
                                .setDecompressionSupported(true),
                        request ->
                                request.body()
                                        .onSuccess(
                                                body ->
                                                        request.response()
                                                                .end("a".repeat(10_000) + body)));
        HttpClient client = client(false, HttpVersion.HTTP_2);
        Answer answer = get(client, port, "/");
        assertEquals("gzip", answer.coding());
        assertEquals("a".repeat(10_000), unzip(answer.content()));
        Buffer zipped = zip("b".repeat(10_000));
        Buffer content =
                await(
                        client.request(HttpMethod.POST, port, "localhost", "/")
                                .compose(
                                        request ->
                                                request.putHeader("content-encoding", "gzip")
                                                        .send(zipped)
                                                        .compose(HttpClientResponse::body)));
        assertEquals("a".repeat(10_000) + "b".repeat(10_000), content.toString());
    }

    private static Buffer zip(String text) throws Exception {
        var out = new java.io.ByteArrayOutputStream();
        try (var zip = new java.util.zip.GZIPOutputStream(out)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return Buffer.buffer(out.toByteArray());
    }

    private static String unzip(Buffer content) throws Exception {
        try (var zip =
                new java.util.zip.GZIPInputStream(
                        new java.io.ByteArrayInputStream(content.getBytes()))) {
            return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
