package dev.stillframe.vertx.binding;

import io.vertx.core.http.HttpServerConfig;

/** Content codings, as the options ask for them. */
record Coding() {
    static Coding of(HttpServerConfig config) {
        return new Coding();
    }
}
