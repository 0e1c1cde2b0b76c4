/**
 * The Jetty fronts: one server, one application, and either of two HTTP/2 layers.
 *
 * <pre>
 * JettyFront    = name, Protocols             what ./stillframe serve names
 * Protocols     = h2 factory, h2c factory     the only difference between the two
 * JettyServer   = server, connectors          everything that they share
 * ReferenceHandler = the reference application as an asynchronous Jetty handler
 * </pre>
 *
 * <p>Depends on Jetty, and on {@code front} and {@code tls} below.
 */
@NullMarked
package dev.stillframe.workbench.jetty;

import org.jspecify.annotations.NullMarked;
