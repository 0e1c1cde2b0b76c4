/**
 * Stillframe for Vert.x 5.1 and later: its HTTP/2 layer over the engine.
 *
 * <p>Reading order: {@link dev.stillframe.vertx.Http2Server}, {@link
 * dev.stillframe.vertx.StillframeOptions}; all that depends on the inside of Vert.x is in the
 * package {@code binding}.
 *
 * <p>On the module path this needs, of the JVM: {@code --add-exports} of {@code io.vertx.core}'s
 * packages {@code http.impl}, {@code http.impl.headers}, {@code http.impl.http2}, {@code
 * http.impl.tcp}, {@code net.impl} and {@code net.impl.tcp} to {@code dev.stillframe.vertx}. On the
 * class path it needs nothing.
 */
module dev.stillframe.vertx {
    requires transitive dev.stillframe.api;
    requires transitive io.vertx.core;
    requires dev.stillframe.netty;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.compression;
    requires io.netty.codec.http;
    requires io.netty.codec.http2;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires static org.jspecify;

    exports dev.stillframe.vertx;
}
