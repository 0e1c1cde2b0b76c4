/**
 * A server of its own, on plain sockets, Unix domain sockets and TLS.
 *
 * <pre>
 *   Server        = ServerOptions, running
 *   ServerOptions = Listener+ Handler Options, limits of the server
 *   Handler       = Direct | Folded
 * </pre>
 */
@NullMarked
package dev.stillframe.api.server;

import org.jspecify.annotations.NullMarked;
