/**
 * The server of the interop cases: the test service and the load reports, in both styles, on the
 * standalone server or on Jetty.
 *
 * <pre>
 *   InteropServer = Front, Style, port
 *   Replies       = what is said in either style
 *   Kept          = answers that are given twice, as a cache would
 *   LoadReports   = the report of now, for those who ask for reports
 * </pre>
 */
@NullMarked
package dev.stillframe.interop.server;

import org.jspecify.annotations.NullMarked;
