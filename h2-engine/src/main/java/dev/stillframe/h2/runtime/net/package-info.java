/**
 * Sockets and the loops that drive them: a loop is a thread with a selector, and drives many
 * transports; a transport moves octets between a socket, TLS where there is some, and a protocol.
 *
 * <pre>
 *   Loops     = Loop+
 *   Loop      = Selector, tasks, alarms, Transport*
 *   Transport = socket channel, TLS session?, Protocol
 * </pre>
 *
 * <p>Depends on {@link dev.stillframe.api} and {@link dev.stillframe.h2.runtime.tls}; knows nothing
 * of HTTP/2 but the port.
 */
@NullMarked
package dev.stillframe.h2.runtime.net;

import org.jspecify.annotations.NullMarked;
