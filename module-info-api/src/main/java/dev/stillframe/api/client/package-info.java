/**
 * A client: requests over connections of a pool, or over one connection of one's own.
 *
 * <pre>
 *   Client           = pool of connections, Requester
 *   ClientConnection = one connection, Requester
 *   Requester        = Request → Response | ClientExchange | Fold's Outcome
 * </pre>
 */
@NullMarked
package dev.stillframe.api.client;

import org.jspecify.annotations.NullMarked;
