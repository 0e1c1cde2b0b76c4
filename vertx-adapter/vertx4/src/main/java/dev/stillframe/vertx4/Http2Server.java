package dev.stillframe.vertx4;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.logging.LoggerFactory;
import org.jspecify.annotations.Nullable;

/**
 * HTTP servers of Vert.x 4.5 whose HTTP/2 is Stillframe's. What {@code
 * vertx.createHttpServer(options)} was, {@code Http2Server.create(vertx, options)} becomes; all
 * else stays, HTTP/1.1 and WebSocket on the same port among it.
 *
 * <p>On a version of Vert.x that this does not know, a warning says so, and the server is Vert.x'
 * own.
 */
public final class Http2Server {
    private Http2Server() {}

    /** With the default options. */
    public static HttpServer create(Vertx vertx) {
        return create(vertx, new HttpServerOptions());
    }

    /** As {@link Vertx#createHttpServer(HttpServerOptions)}. */
    public static HttpServer create(Vertx vertx, HttpServerOptions options) {
        return create(vertx, options, StillframeOptions.DEFAULT);
    }

    /** The same, with options of our own. */
    public static HttpServer create(
            Vertx vertx, HttpServerOptions options, StillframeOptions more) {
        return create(vertx, options, more, SelfCheck.obstacle());
    }

    static HttpServer create(
            Vertx vertx,
            HttpServerOptions options,
            StillframeOptions more,
            @Nullable String obstacle) {
        if (obstacle != null) {
            LoggerFactory.getLogger(Http2Server.class).warn(obstacle);
            return vertx.createHttpServer(options);
        }
        return new StillframeServer((VertxInternal) vertx, options, more);
    }
}
