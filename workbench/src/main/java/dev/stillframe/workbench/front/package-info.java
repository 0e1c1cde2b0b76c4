/**
 * What a front is, whatever server is behind it, and what all of them serve.
 *
 * <pre>
 * Front     = name, start(Listening) -&gt; Serving     one HTTP/2 stack that can be put in front
 * Listening = plain port, TLS port with identity or none
 * Serving   = the real ports, until it is closed
 * Reference = the application that every front serves
 * </pre>
 *
 * <p>Two fronts differ in their HTTP/2 and in nothing else. This package knows no server; only
 * {@code tls} is below it.
 */
@NullMarked
package dev.stillframe.workbench.front;

import org.jspecify.annotations.NullMarked;
