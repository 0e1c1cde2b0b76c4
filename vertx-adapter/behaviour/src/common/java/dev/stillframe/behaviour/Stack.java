package dev.stillframe.behaviour;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

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

    /** The Vert.x that is here, as it says itself: {@code 5.2.0}. */
    static String version() {
        try (InputStream told =
                Vertx.class.getResourceAsStream("/META-INF/vertx/vertx-version.txt")) {
            return new String(
                            Objects.requireNonNull(told).readAllBytes(), StandardCharsets.US_ASCII)
                    .strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A server that does not listen yet. */
    abstract HttpServer server(Vertx vertx, HttpServerOptions options);
}
