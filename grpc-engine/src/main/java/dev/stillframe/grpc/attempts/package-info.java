/**
 * One call's attempts (A6) as a pure function: {@code step(attempts, events, shared) ->
 * AttemptsTransition(attempts, shared, effects)}. Retries, hedges, transparent retries, the commit
 * to one attempt, and one deadline over all of them.
 *
 * <pre>
 *   AttemptsTransition = Attempts Shared AttemptsEffect*
 *   AttemptsEvent      = Clock | Start | Buffered | Sent | Headers | Ended | Cancel
 *   AttemptsEffect     = Begin | CancelAttempt | Commit | WakeAt | Done
 *   Shared             = Throttle, octets buffered
 * </pre>
 *
 * <p>How to run it. A call has one {@link Attempts}, stepped in turns that do not overlap. {@link
 * Shared} is the channel's: a step is given what it was and says what it becomes. Where calls run
 * on several threads, it stands in an atomic reference; when another call has changed it in the
 * meantime, the step is made again from the same state, for a step changes nothing. On {@code
 * Begin} an attempt asks the {@code Balancer} of {@code picking} for a connection, tells it which
 * others the call has used, and sends all that was buffered. What the balancer refuses ends the
 * attempt like a server's answer, for the policy to judge. What the application sends is told by
 * {@code Buffered} and kept until {@code Commit}. Nothing of a response is given to the application
 * before {@code Commit} or {@code Done}.
 *
 * <p>No thread, clock, lock, socket or randomness: time comes in as an event, jitter from a seed.
 * Depends on {@code dev.stillframe.api.grpc}, {@link dev.stillframe.grpc.config} and {@link
 * dev.stillframe.grpc.delay}.
 */
@NullMarked
package dev.stillframe.grpc.attempts;

import org.jspecify.annotations.NullMarked;
