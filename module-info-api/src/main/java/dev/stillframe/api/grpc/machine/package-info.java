/**
 * A call as a machine: signals come in, actions go out, and a context is threaded through.
 *
 * <pre>
 *   Signal  = Begin | Headers | Message | HalfClosed | Cancelled | Tick
 *   Action  = Become | Headers | Compress | Send | HalfClose | Finish | After
 *   Pull    = Emit | Idle | Done | Fail
 *   Outcome = Ok context | Failed status context
 * </pre>
 *
 * <p>The same shape serves both sides. It runs on the connection's loop, one call of it at a time,
 * and its generator is pulled only when there is credit.
 */
@NullMarked
package dev.stillframe.api.grpc.machine;

import org.jspecify.annotations.NullMarked;
