/**
 * What {@code ./stillframe demo} serves, and how it calls itself.
 *
 * <pre>
 * DemoHandler = page | api
 * DemoCalls   = Call*                            what the demo asks itself, with the JDK's client
 * Call        = what was asked, what came back   right or not
 * </pre>
 *
 * <p>Depends on Jetty and on the JDK's HTTP client; knows nothing of which HTTP/2 layer is below.
 */
@NullMarked
package dev.stillframe.workbench.demo;

import org.jspecify.annotations.NullMarked;
