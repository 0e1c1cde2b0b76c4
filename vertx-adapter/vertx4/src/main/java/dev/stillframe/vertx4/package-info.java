/**
 * Vert.x 4.5's HTTP server with Stillframe's HTTP/2 (RFC 9113).
 *
 * <p>A connection's way: {@link dev.stillframe.vertx4.Http2Server} makes a {@code
 * StillframeServer}, which is Vert.x' own but for what it does with accepted channels: {@code
 * Accepting} lets Vert.x configure them and places {@code AlpnChoice} or {@code PrefaceChoice},
 * which hand those that speak HTTP/2 to {@code Opening}. From there on it is a {@code
 * ServerConnection} over the driver of {@code dev.stillframe.netty}.
 *
 * <p>A request's way: {@code ServerStream} stands between the driver, on the event loop, and {@code
 * ServerRequest} and {@code ServerResponse}, on a context of their own; {@code Outbound} carries
 * what is written back to the loop.
 *
 * <p>Depends on Vert.x 4.5, whose packages {@code impl} among it, on Netty as Vert.x brings it, and
 * on {@code dev.stillframe.api} and {@code dev.stillframe.netty}.
 */
@NullMarked
package dev.stillframe.vertx4;

import org.jspecify.annotations.NullMarked;
