/**
 * The vocabulary of gRPC over HTTP/2 (grpc/grpc doc/PROTOCOL-HTTP2.md): methods and their codecs,
 * metadata and statuses, calls in direct style, and the channel.
 *
 * <pre>
 *   Services  = Method MethodHandler, ... Interceptor*
 *   Channel   = target, and calls: unary | stream | machine
 *   Source    = next* (null | RpcException)
 *   Sink      = send*
 * </pre>
 *
 * <p>Calls as folds are in {@link dev.stillframe.api.grpc.machine}.
 */
@NullMarked
package dev.stillframe.api.grpc;

import org.jspecify.annotations.NullMarked;
