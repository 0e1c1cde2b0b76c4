/**
 * The front {@code netty}: Netty's HTTP/2 codec with nothing above it, to compare with.
 *
 * <pre>
 * NettyServer     = listening channels, event loops      epoll and a native TLS library where there are
 * NettyConnection = the frames of one connection         straight from the codec's decoder
 * NettyExchange   = a request and its answer             the reference application
 * </pre>
 *
 * <p>Depends on Netty, and on {@code front} and {@code tls} below.
 */
@NullMarked
package dev.stillframe.workbench.netty;

import org.jspecify.annotations.NullMarked;
