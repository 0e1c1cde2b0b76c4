/**
 * One call as a fold over its stream.
 *
 * <pre>
 *   Receiving   octets in, messages out
 *   Opening     the head of a request: a call, or the status that refuses it
 *   ServerFold  Fold of ServerCall, over ServerMachine: the machines of a server's methods
 *   Asking      the head of a client's request
 *   Answer      the head of a response: messages follow, or the call is over
 *   ClientFold  Fold of Calling, over ClientMachine: a client's call by a machine
 * </pre>
 *
 * <p>Depends on {@link dev.stillframe.api} and {@link dev.stillframe.grpc.wire}.
 */
@NullMarked
package dev.stillframe.grpc.call;

import org.jspecify.annotations.NullMarked;
