/**
 * A bridge between {@code io.grpc} and {@link dev.stillframe.api.grpc}.
 *
 * <pre>
 *   BridgedServices  = ServerServiceDefinition* -&gt; Services;     a call of theirs: ServedCall
 *   BridgedChannel   = Channel -&gt; ManagedChannel;                a call of theirs: UnaryCall | StreamingCall
 *   Strand           = callbacks of a call, one after another
 *   Fields Ends Messages = metadata, statuses and messages, both ways
 * </pre>
 *
 * <p>Callbacks run on the executor that the user has named, else on a virtual thread of the call's
 * own; never under a lock. What is received is read as the application asks for it, which is how
 * the peer gets its credit back.
 */
@NullMarked
package dev.stillframe.grpc.compat;

import org.jspecify.annotations.NullMarked;
