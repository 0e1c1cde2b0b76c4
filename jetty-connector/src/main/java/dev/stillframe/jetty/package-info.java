/**
 * HTTP/2 (RFC 9113) for Jetty 12.1, over the engine's two ports.
 *
 * <pre>
 *   Http2ConnectionFactory = Http2ServerConnectionFactory | Http2CServerConnectionFactory
 *   Http2ServerConnection  = EndPointTransport Streams Tasks HttpChannel*
 *   Streams                = ServerStream*
 *   ServerStream           = RequestContent Sending Tunnel?
 * </pre>
 *
 * <p>Locks: the engine calls {@link dev.stillframe.jetty.Streams} under its own, which is a leaf;
 * nothing of a {@link org.eclipse.jetty.server.HttpChannel} is called there, it is queued in {@link
 * dev.stillframe.jetty.Tasks}. Depends on {@code dev.stillframe.api} and Jetty's server; never on
 * the engine.
 */
@NullMarked
package dev.stillframe.jetty;

import org.jspecify.annotations.NullMarked;
