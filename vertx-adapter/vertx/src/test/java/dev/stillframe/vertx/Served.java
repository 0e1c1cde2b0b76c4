package dev.stillframe.vertx;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Vert.x, servers on it, and clients that ask them. */
@Timeout(120)
class Served {
    static final long SECONDS = 30;

    @TempDir Path directory;

    final Vertx vertx = Vertx.vertx();

    /** Vert.x closes a client that nobody refers to, its requests notwithstanding. */
    private final List<HttpClient> clients = new ArrayList<>();

    record Answer(HttpVersion version, int status, Buffer content, String coding) {}

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    static <T> T await(Future<T> future) throws Exception {
        return await(future.toCompletionStage().toCompletableFuture());
    }

    static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(SECONDS, TimeUnit.SECONDS);
    }

    int serve(HttpServerOptions options, Handler<HttpServerRequest> handler) throws Exception {
        return serve(Http2Server.create(vertx, options), handler);
    }

    static int serve(HttpServer server, Handler<HttpServerRequest> handler) throws Exception {
        return await(server.requestHandler(handler).listen(0, "localhost")).actualPort();
    }

    /** By prior knowledge, or by ALPN. */
    HttpClient client(boolean tls, HttpVersion version) {
        HttpClient client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setProtocolVersion(version)
                                .setHttp2ClearTextUpgrade(false)
                                .setSsl(tls)
                                .setUseAlpn(tls)
                                .setTrustAll(true)
                                .setVerifyHost(false)
                                .setDecompressionSupported(false));
        clients.add(client);
        return client;
    }

    static Answer ask(HttpClient client, int port, HttpMethod method, String path, Buffer content)
            throws Exception {
        return await(
                client.request(method, port, "localhost", path)
                        .compose(
                                request -> {
                                    request.putHeader("accept-encoding", "gzip");
                                    return request.send(content).compose(Served::whole);
                                }));
    }

    /**
     * The response with its content. Asked for on the event loop that tells of the response: on
     * another thread, or composed there a moment later, the content may be gone already.
     */
    private static Future<Answer> whole(HttpClientResponse response) {
        return response.body()
                .map(
                        body ->
                                new Answer(
                                        response.version(),
                                        response.statusCode(),
                                        body,
                                        response.getHeader("content-encoding")));
    }

    static Answer get(HttpClient client, int port, String path) throws Exception {
        return ask(client, port, HttpMethod.GET, path, Buffer.buffer());
    }
}
