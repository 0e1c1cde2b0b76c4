/**
 * What runs calls: the engine as a service, handlers in direct style with their threads and
 * deadlines, and the channel.
 *
 * <pre>
 *   DirectCalls = DirectCall* (a server's, each with its Scope)
 *   Channels    = Route, and calls: Run | OpenCall
 *   Route       = Client, Configs (service config), Balancing
 *   Balancing   = the balancer of picking, Lookup (names), Watches (health), Idleness
 *   Run         = [Trials] Attempt*: a call by a machine, each attempt with its ClientFold
 *   OpenCall    = Trials OpenStream* Requests Responses: one in direct style
 *   Trials      = the machine of attempts
 * </pre>
 *
 * <p>The only package of the module with threads and clocks.
 */
@NullMarked
package dev.stillframe.grpc.runtime;

import org.jspecify.annotations.NullMarked;
