package dev.stillframe.vertx4;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/** A server of ours on a port of its own, and Vert.x' client for it, by prior knowledge. */
final class Served implements AutoCloseable {
    /** Long enough for a slow machine; nothing is expected to take so long. */
    static final long PATIENCE_SECONDS = 30;

    final Vertx vertx;
    final HttpServer server;
    final HttpClient client;

    private Served(Vertx vertx, HttpServer server) {
        this.vertx = vertx;
        this.server = server;
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setProtocolVersion(HttpVersion.HTTP_2)
                                .setHttp2ClearTextUpgrade(false)
                                .setDefaultHost("localhost")
                                .setDefaultPort(server.actualPort()));
    }

    static Served by(Handler<HttpServerRequest> handler) throws Exception {
        return by(new HttpServerOptions(), handler);
    }

    static Served by(HttpServerOptions options, Handler<HttpServerRequest> handler)
            throws Exception {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        return by(vertx, Http2Server.create(vertx, options.setHost("localhost")), handler);
    }

    /** This server, which is made to listen. */
    static Served by(Vertx vertx, HttpServer server, Handler<HttpServerRequest> handler)
            throws Exception {
        return new Served(vertx, await(server.requestHandler(handler).listen(0, "localhost")));
    }

    int port() {
        return server.actualPort();
    }

    /** The body of the answer to a GET. */
    String get(String path) throws Exception {
        return await(
                        client.request(HttpMethod.GET, path)
                                .compose(request -> content(request.send())))
                .toString();
    }

    /** The body of the answer to a POST. */
    String post(String path, Buffer content) throws Exception {
        return await(
                        client.request(HttpMethod.POST, path)
                                .compose(request -> content(request.send(content))))
                .toString();
    }

    /**
     * The content of a response, to be asked for on the event loop that tells of it: on another
     * thread, or composed there a moment later, the content may be gone already.
     */
    static Future<Buffer> content(Future<HttpClientResponse> response) {
        return response.compose(HttpClientResponse::body);
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
