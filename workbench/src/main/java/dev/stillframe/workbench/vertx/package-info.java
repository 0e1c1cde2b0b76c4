/**
 * The fronts {@code vertx} and {@code vertx-native}: Vert.x with Stillframe, and as it comes.
 *
 * <pre>
 * VertxServer    = a server for each event loop     native transport and TLS library where there are
 * VertxReference = the reference application as a request handler
 * </pre>
 *
 * <p>Depends on Vert.x, and on {@code front} and {@code tls} below.
 */
@NullMarked
package dev.stillframe.workbench.vertx;

import org.jspecify.annotations.NullMarked;
