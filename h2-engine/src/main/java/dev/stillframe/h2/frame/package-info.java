/**
 * Frames on the wire: what arrives is cut into one record per frame, what is sent is laid out. RFC
 * 9113 sections 3.4 (the client preface), 4.1, 4.2 and 6 (formats and sizes), and RFC 9218 section
 * 7.1 (PRIORITY_UPDATE).
 *
 * <pre>
 *   Frame     = Data | Headers | Priority | Reset | Settings | PushPromise | Ping | GoAway
 *             | WindowUpdate | Continuation | PriorityUpdate | Unknown | Malformed
 *   Remainder = preface, n octets of it here | between frames | part of a frame
 *             | inside DATA | skipping n octets | broken
 * </pre>
 *
 * <p>Here a frame is looked at alone: its size, whether it may or must name a stream, its padding.
 * Whether it may come now is for the connection's rules.
 *
 * <p>Depends on the JDK, {@link dev.stillframe.api.message}, {@link
 * dev.stillframe.api.connection.ErrorCode} and {@link dev.stillframe.h2.octets}.
 */
@NullMarked
package dev.stillframe.h2.frame;

import org.jspecify.annotations.NullMarked;
