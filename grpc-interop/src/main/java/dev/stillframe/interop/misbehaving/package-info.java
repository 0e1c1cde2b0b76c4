/**
 * A server that does to its clients what grpc/grpc doc/http2-interop-test-descriptions.md says:
 * legal and not so legal HTTP/2, laid out frame by frame.
 *
 * <pre>
 *   MisbehavingServer = NegativeCase, port, Findings
 *   Conversation      = one connection: its frames in, its answers out
 *   Answer            = how calls are answered
 * </pre>
 *
 * <p>An EmptyCall is answered as it should be, whatever the case, so that it can be seen whether a
 * connection is good for more.
 */
@NullMarked
package dev.stillframe.interop.misbehaving;

import org.jspecify.annotations.NullMarked;
