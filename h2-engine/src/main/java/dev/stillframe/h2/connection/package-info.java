/**
 * A whole connection as a pure function (RFC 9113 sections 3, 5, 6, 7, 9 and 10): {@code
 * step(state, events) -> Transition(state, effects)}. One file per exchange; {@code Connection}
 * only dispatches.
 *
 * <pre>
 *   ConnectionState = options wire settings block? hpack streams ids closed flow schedule pings shutdown abuse clock
 *   Draft           = the same, open for changes within one step; it never escapes
 * </pre>
 *
 * <p>No thread, clock, lock, socket or randomness: time comes in as an event. Depends on all
 * packages below it (message, stream, flow, hpack, frame, octets, persistent) and is used by
 * runtime and recording.
 */
@NullMarked
package dev.stillframe.h2.connection;

import org.jspecify.annotations.NullMarked;
