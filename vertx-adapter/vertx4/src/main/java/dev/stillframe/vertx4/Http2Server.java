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
 * <p>A server belongs to the verticle, or to the Vert.x, within which it is made to listen. It is
 * closed when no connection of HTTP/2 is left: streams may finish for as long as {@link
 * StillframeOptions#drain} says.
 *
 * <p>On a version of Vert.x that this does not know, a warning says so, and the server is Vert.x'
 * own.
 */
public final class Http2Server {
    private Http2Server() {}

    /** With the default options, on port 80. */
    public static HttpServer create(Vertx vertx) {
        return create(vertx, new HttpServerOptions());
    }

    /**
     * As {@link Vertx#createHttpServer(HttpServerOptions)}. By any thread.
     *
     * @param options copied; what they say of HTTP/2 becomes limits of the engine
     */
    public static HttpServer create(Vertx vertx, HttpServerOptions options) {
        return create(vertx, options, StillframeOptions.DEFAULT);
    }

    /**
     * The same, with options of our own.
     *
     * @throws IllegalArgumentException when {@link StillframeOptions#limits} asks for what no limit
     *     allows
     */
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
