package dev.stillframe.behaviour;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;

/** Whose HTTP/2 a server speaks. */
enum Stack {
    /** Vert.x' own. */
    NATIVE {
        @Override
        HttpServer server(Vertx vertx, HttpServerOptions options) {
            return vertx.createHttpServer(options);
        }
    },
    /** Ours in its place. */
    OURS {
        @Override
        HttpServer server(Vertx vertx, HttpServerOptions options) {
            return Line.ours(vertx, options);
        }
    };

    /** A server that does not listen yet. */
    abstract HttpServer server(Vertx vertx, HttpServerOptions options);
}
