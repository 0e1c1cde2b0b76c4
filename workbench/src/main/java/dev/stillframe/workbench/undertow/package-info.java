/**
 * The front {@code undertow}: Undertow with its own HTTP/2, to compare with.
 *
 * <pre>
 * UndertowServer    = listeners, graceful shutdown
 * UndertowReference = the reference application as a non-blocking handler
 * </pre>
 *
 * <p>Depends on Undertow, and on {@code front} and {@code tls} below.
 */
@NullMarked
package dev.stillframe.workbench.undertow;

import org.jspecify.annotations.NullMarked;
