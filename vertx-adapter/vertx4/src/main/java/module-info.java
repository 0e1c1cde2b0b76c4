/**
 * Stillframe for Vert.x 4.5: its HTTP/2 layer over the engine.
 *
 * <p>Reading order: {@link dev.stillframe.vertx4.Http2Server}, {@link
 * dev.stillframe.vertx4.StillframeOptions}, then the package's own page.
 */
module dev.stillframe.vertx4 {
    requires transitive dev.stillframe.api;
    requires transitive io.vertx.core;
    requires dev.stillframe.netty;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires static io.netty.codec.haproxy;
    requires io.netty.codec.http;
    requires io.netty.codec.http2;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires static org.jspecify;

    exports dev.stillframe.vertx4;
}
