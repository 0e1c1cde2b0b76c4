/**
 * Clients on the engine, many connections on one thread: what h2load cannot do.
 *
 * <pre>
 * Loop     = selector, links                          one thread; all below runs on it
 * Link     = a connection: Wire, engine, exchanges    one that is lost tells its owner
 * Wire     = Plain | Tls                              octets in and out, never waiting
 * Exchange = a request and what becomes of it         one stream
 * Histograms = times, as text between processes
 * OpenLoop = requests at a constant rate: Latency     from the intended start on
 * Mix      = well-behaved, impatient and rude users   for the soak
 * Crowd    = connections that are only there          for memory
 * </pre>
 *
 * <p>Depends on the api, and on {@code tls} below.
 */
@NullMarked
package dev.stillframe.workbench.client;

import org.jspecify.annotations.NullMarked;
