package dev.stillframe.vertx.binding;

import dev.stillframe.vertx.StillframeOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.CleanableHttpServer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Makes servers: ours, or Vert.x' own where ours cannot be. */
public final class Servers {
    static final Logger LOG = System.getLogger("dev.stillframe.vertx");

    private Servers() {}

    /** As {@link Vertx#createHttpServer(HttpServerOptions)}. */
    public static HttpServer create(
            Vertx vertx, HttpServerOptions options, StillframeOptions more) {
        String obstacle = SelfCheck.obstacle();
        if (obstacle != null) {
            LOG.log(Level.WARNING, obstacle);
            return vertx.createHttpServer(options);
        }
        HttpServerConfig config = new HttpServerConfig(options);
        if (!config.getVersions().contains(HttpVersion.HTTP_2)) {
            return vertx.createHttpServer(options);
        }
        ServerSSLOptions ssl = null;
        if (options.isSsl()) {
            ServerSSLOptions given = options.getSslOptions();
            ssl = given == null ? new ServerSSLOptions() : given.copy();
        }
        SSLEngineOptions engine = options.getSslEngineOptions();
        return server(
                vertx,
                config,
                ssl,
                engine == null ? null : engine.copy(),
                options.isRegisterWebSocketWriteHandlers(),
                more);
    }

    /** As {@link Vertx#createHttpServer(HttpServerConfig, ServerSSLOptions)}. */
    public static HttpServer create(
            Vertx vertx,
            HttpServerConfig config,
            @Nullable ServerSSLOptions ssl,
            StillframeOptions more) {
        String obstacle = SelfCheck.obstacle();
        if (obstacle == null && config.getVersions().contains(HttpVersion.HTTP_3)) {
            obstacle =
                    "HTTP/3 is asked for on the same server, which is Vert.x' own alone: its native HTTP/2 is used";
        }
        if (obstacle != null) {
            LOG.log(Level.WARNING, obstacle);
        }
        if (obstacle != null || !config.getVersions().contains(HttpVersion.HTTP_2)) {
            return vertx.createHttpServer(config, ssl);
        }
        return server(
                vertx,
                new HttpServerConfig(config),
                ssl == null ? null : ssl.copy(),
                null,
                false,
                more);
    }

    private static HttpServer server(
            Vertx vertx,
            HttpServerConfig config,
            @Nullable ServerSSLOptions ssl,
            @Nullable SSLEngineOptions engine,
            boolean webSocketWriteHandlers,
            StillframeOptions more) {
        VertxInternal internal = (VertxInternal) vertx;
        return new CleanableHttpServer(
                internal,
                new FramedServer(internal, config, ssl, engine, webSocketWriteHandlers, more));
    }
}
