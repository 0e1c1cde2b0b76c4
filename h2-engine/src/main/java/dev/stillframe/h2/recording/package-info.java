/**
 * A connection's recording: every batch of events that its state was stepped with, and a digest of
 * what came of each, so that it runs again elsewhere and shows whether it is the same.
 *
 * <pre>
 *   recording = magic record*                       magic = "STILLFRAME RECORDING 1\n"
 *   record    = length:32 crc32c:32 kind:8 content  length of kind and content; the CRC is theirs
 *   content   = head | batch | outcome | end
 *   head      = n (name value)*                     options, limits, who wrote it, when
 *   batch     = n event*                            an event is a tag and its components, in order
 *   outcome   = 0 effects octets wire told | 1 error
 *   end       = reason
 * </pre>
 *
 * <p>The head is the first record; then batch and outcome take turns; end is the last, if there was
 * time for one. A file that breaks off is good up to its last whole record. Numbers are big-endian,
 * or have seven bits an octet, low ones first, where the size is not given. Text is its length and
 * a number for each char. Payload that was sent is not in it: the state never holds it.
 *
 * <p>Pure: octets in, octets out. Depends on connection, octets and the api.
 */
@NullMarked
package dev.stillframe.h2.recording;

import org.jspecify.annotations.NullMarked;
