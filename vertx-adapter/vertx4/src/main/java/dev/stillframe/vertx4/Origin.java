package dev.stillframe.vertx4;

import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.SocketAddress;
import java.util.function.Supplier;

/**
 * What differs between the instances of a verticle that share one server.
 *
 * @param uri scheme and authority of the server, for requests that name none
 * @param streamContext a context of its own for each request
 */
record Origin(String uri, Supplier<ContextInternal> streamContext) {
    static Origin of(HttpServerOptions options, SocketAddress address, ContextInternal context) {
        String host = address.isInetSocket() ? address.host() : "localhost";
        String scheme = options.isSsl() ? "https" : "http";
        return new Origin(scheme + "://" + host + ":" + address.port(), context::duplicate);
    }
}
