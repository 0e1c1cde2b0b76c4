/**
 * The workbench: what {@code ./stillframe} at the root runs. Each command is one class here.
 *
 * <pre>
 * Main   = demo | serve | replay | fuzz | simulate | bench core | bench http
 * Fronts = name -&gt; Front
 * </pre>
 *
 * <p>Depends on the packages below it ({@code demo}, {@code jetty}, {@code front}, {@code load},
 * {@code replay}, {@code tls}), which do not know the command line.
 */
@NullMarked
package dev.stillframe.workbench;

import org.jspecify.annotations.NullMarked;
