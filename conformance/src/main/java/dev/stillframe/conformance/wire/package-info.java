/**
 * A connection as a conformance case sees it: blocking, frame by frame, able to send what no peer
 * may be sent (RFC 9113 sections 3.4, 4 and 6).
 *
 * <pre>
 * Frames, Block = octets to send, right or wrong
 * Line          = a socket, and what has arrived on it
 * Arrival       = Preface | Received | Foreign | Closed
 * Watch         = the rules for what is sent, checked on every frame that arrives
 * </pre>
 *
 * <p>It may use {@code frame}, {@code hpack} and {@code octets} of the engine, and nothing of the
 * kit above it.
 */
@NullMarked
package dev.stillframe.conformance.wire;

import org.jspecify.annotations.NullMarked;
