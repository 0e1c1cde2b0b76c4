package dev.stillframe.workbench.vertx;

import dev.stillframe.api.message.RequestHead;
import dev.stillframe.vertx.Http2Server;
import dev.stillframe.vertx.StillframeOptions;
import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Vert.x with one of two HTTP/2 layers; all else is the same. */
public final class VertxFront implements Front {

    /** Vert.x with Stillframe. */
    public static final VertxFront STILLFRAME =
            new VertxFront(
                    "vertx",
                    "Vert.x with Stillframe; requests' trailers do not reach its applications",
                    Http2Server::create);

    /** The same with receive windows that never hold anything up. */
    public static final VertxFront UNLIMITED =
            new VertxFront(
                    "vertx-unlimited",
                    "Vert.x with Stillframe and unlimited receive windows",
                    (vertx, options) -> Http2Server.create(vertx, unlimited(options)));

    /** Vert.x as it comes. */
    public static final VertxFront NATIVE =
            new VertxFront(
                    "vertx-native",
                    "Vert.x with its own HTTP/2; requests' trailers do not reach its applications",
                    Vertx::createHttpServer);

    private final String name;
    private final String description;
    private final BiFunction<Vertx, HttpServerOptions, HttpServer> servers;

    private VertxFront(
            String name,
            String description,
            BiFunction<Vertx, HttpServerOptions, HttpServer> servers) {
        this.name = name;
        this.description = description;
        this.servers = servers;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean isPeer() {
        return this == NATIVE;
    }

    @Override
    public Serving start(Listening listening) throws Exception {
        return start(listening, vertx -> new VertxReference(vertx, VertxFront::takesPushes));
    }

    private static HttpServerOptions unlimited(HttpServerOptions options) {
        options.getInitialSettings().setInitialWindowSize(Integer.MAX_VALUE);
        return options.setHttp2ConnectionWindowSize(Integer.MAX_VALUE);
    }

    private static boolean takesPushes(HttpConnection connection) {
        return connection.remoteSettings().getOrDefault(Http2Settings.ENABLE_PUSH);
    }

    /** Serves another application than the reference, made anew for each event loop. */
    public Serving start(
            Listening listening, Function<Vertx, Handler<HttpServerRequest>> application)
            throws Exception {
        return VertxServer.start(listening, servers, application);
    }

    /** Vert.x with Stillframe, whose own handlers answer what this chooses them for. */
    public static Serving start(
            Listening listening,
            Function<Vertx, Handler<HttpServerRequest>> application,
            Function<RequestHead, dev.stillframe.api.server.@Nullable Handler> hosted)
            throws Exception {
        StillframeOptions options = StillframeOptions.DEFAULT.hosted(hosted);
        return VertxServer.start(
                listening,
                (vertx, server) -> Http2Server.create(vertx, server, options),
                application);
    }
}
