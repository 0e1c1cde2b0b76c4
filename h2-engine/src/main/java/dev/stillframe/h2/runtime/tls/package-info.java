/**
 * TLS as a machine without I/O around the JDK's {@link javax.net.ssl.SSLEngine}, as RFC 9113
 * section 9.2 wants it: TLS 1.2 or 1.3, no prohibited suite, no renegotiation.
 *
 * <pre>
 * TlsSession = SSLEngine, Incoming, Outgoing     octets in, octets out, told through an Output
 * Incoming   = octets of an unfinished record
 * Outgoing   = SSLEngine, a buffer with records in it
 * TlsBuffers = small and large buffers           shared by all sessions of a thread
 * Engines    = an SSLEngine from a Tls           versions, suites, ALPN, SNI
 * </pre>
 *
 * <p>A session belongs to one thread, and reads and writes nothing by itself. Depends on the API
 * and the JDK alone.
 */
@NullMarked
package dev.stillframe.h2.runtime.tls;

import org.jspecify.annotations.NullMarked;
