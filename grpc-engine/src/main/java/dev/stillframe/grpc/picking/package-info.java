/**
 * A channel's connections as a pure function: {@code step(balancer, events) ->
 * BalancerTransition(balancer, effects)}. Addresses go in, with what becomes of connections to
 * them; out comes which connection a call goes to, which are to be made and given up, and what
 * state the channel is in (grpc/grpc doc/connectivity-semantics-and-api.md, doc/load-balancing.md;
 * A17, A50, A62).
 *
 * <pre>
 *   BalancerTransition = Balancer BalancerEffect*
 *   BalancerEvent      = Clock | Pick | Abandon | Wake | EnterIdle | Shutdown
 *                      | Resolved | Unresolved | Connected | ConnectFailed | Disconnected
 *                      | Health | WatchEnded | Served
 *   BalancerEffect     = Resolve | Connect | Disconnect | Watch | Unwatch
 *                      | Picked | Refused | Became | WakeAt
 *   Picker             = Use subchannel+ | Wait | Fail Status
 * </pre>
 *
 * <p>How to run it. A channel has one {@link Balancer}, stepped in turns that do not overlap. A
 * <em>subchannel</em> is what connects to a list of addresses: with pick_first there is one with
 * all of them, raced; with round_robin there is one for each. It may be a pool of connections: it
 * is connected while a call can go there. {@link Balancer#picker} is an immutable value: where it
 * says {@code Use}, any thread may choose by it alone, with a turn of its own; otherwise the call
 * is queued by {@code Pick}. A call that finds its connection gone before it has a stream was not
 * sent, and asks again. Calls that end are told by {@code Served}, several at once if that is
 * easier, where the balancer {@link Balancer#counts}.
 *
 * <p>No thread, clock, lock, socket or randomness: time comes in as an event, chance from a seed.
 * Depends on {@code dev.stillframe.api.grpc}, {@link dev.stillframe.grpc.config} and {@link
 * dev.stillframe.grpc.delay}.
 */
@NullMarked
package dev.stillframe.grpc.picking;

import org.jspecify.annotations.NullMarked;
