/**
 * One call as a fold over its stream.
 *
 * <pre>
 *   Receiving   octets in, messages out
 *   Opening     the head of a request: a call, or the status that refuses it
 *   ServerFold  Fold of ServerCall, over ServerMachine: the machines of a server's methods
 * </pre>
 *
 * <p>Depends on {@link dev.stillframe.api} and {@link dev.stillframe.grpc.wire}.
 */
@NullMarked
package dev.stillframe.grpc.call;

import org.jspecify.annotations.NullMarked;
