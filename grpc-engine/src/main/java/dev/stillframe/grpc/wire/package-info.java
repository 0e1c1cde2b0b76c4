/**
 * What gRPC writes into HTTP/2 (grpc/grpc doc/PROTOCOL-HTTP2.md): field values, message frames, and
 * how ends of streams are statuses.
 *
 * <pre>
 *   Timeout        grpc-timeout
 *   PercentText    grpc-message
 *   MessageType    content-type
 *   Trailing       grpc-status, grpc-message, grpc-status-details-bin, grpc-retry-pushback-ms
 *                  and custom metadata
 *   Frames         Length-Prefixed-Message out
 *   Deframer       Length-Prefixed-Message in, as a value
 *   Ends           HTTP statuses and ends of streams as statuses
 * </pre>
 *
 * <p>Depends on {@link dev.stillframe.api} alone.
 */
@NullMarked
package dev.stillframe.grpc.wire;

import org.jspecify.annotations.NullMarked;
