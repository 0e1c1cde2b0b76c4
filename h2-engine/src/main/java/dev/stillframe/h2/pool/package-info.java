/**
 * Connections to many endpoints as a pure function: {@code step(pool, events) ->
 * PoolTransition(pool, effects)}. Who wants a stream goes in; who gets one, on which connection,
 * comes out, and which connections are to be opened, drained and closed (RFC 9113 sections 5.1.2,
 * 6.8, 9.1).
 *
 * <pre>
 *   PoolTransition = Pool PoolEffect*
 *   PoolEvent      = Clock | Acquire | Abandon | Released | Returned
 *                  | Opened | OpenFailed | Limit | Draining | Unhealthy | Closed | Clear | Shutdown
 *   PoolEffect     = Open | Lease | Refuse | Drain | Close | WakeAt
 *   Refusal        = DeadlinePassed | Abandoned | ConnectFailed | QueueFull | ShutDown
 * </pre>
 *
 * <p>No thread, clock, lock, socket or randomness: time comes in as an event, jitter from a seed.
 * Depends on {@code dev.stillframe.api.client}, {@code dev.stillframe.api.connection} and {@link
 * dev.stillframe.h2.persistent}; used by runtime alone.
 */
@NullMarked
package dev.stillframe.h2.pool;

import org.jspecify.annotations.NullMarked;
