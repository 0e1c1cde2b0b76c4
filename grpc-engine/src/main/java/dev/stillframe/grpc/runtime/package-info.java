/**
 * What runs calls: the engine as a service, handlers in direct style with their threads and
 * deadlines, and the channel.
 *
 * <pre>
 *   DirectCalls = DirectCall* (a server's, each with its Scope)
 *   Channels    = Route (client, Endpoints, Pauses), and calls: Run | OpenCall
 *   Run         = Tries, ClientFold: a call by a machine
 *   OpenCall    = Tries, ClientExchange: a call in direct style
 * </pre>
 *
 * <p>The only package of the module with threads and clocks.
 */
@NullMarked
package dev.stillframe.grpc.runtime;

import org.jspecify.annotations.NullMarked;
