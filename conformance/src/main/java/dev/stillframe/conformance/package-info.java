/**
 * A conformance kit for HTTP/2 (RFC 9113): it plays a server and checks a client, or plays a client
 * and checks a server, and tells what it found.
 *
 * <pre>
 * Suite     = the cases that bind a role: those that are played, and those that are watched
 * ClientRun = a port, on which each connection is dealt a case
 * ServerRun = an address, to which each case connects
 * Report    = Result...
 * Result    = Case, Verdict, time
 * </pre>
 *
 * <p>What is sent and expected stands in {@code cases}; how it is played in {@code script}; what is
 * on the wire in {@code wire}. Sockets block, with time-outs, on virtual threads.
 */
@NullMarked
package dev.stillframe.conformance;

import org.jspecify.annotations.NullMarked;
