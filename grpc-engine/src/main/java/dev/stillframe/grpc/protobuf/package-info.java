/**
 * Protocol Buffers as messages of calls, and as details of a status.
 *
 * <pre>
 *   ProtobufCodec  message &lt;-&gt; octets
 *   StatusDetails  google.rpc.Status = code message Any*
 * </pre>
 *
 * <p>The only package that needs {@code com.google.protobuf}, which the module requires statically:
 * without it on the path everything else works. Depends on {@link dev.stillframe.api.grpc} alone.
 */
@NullMarked
package dev.stillframe.grpc.protobuf;

import org.jspecify.annotations.NullMarked;
