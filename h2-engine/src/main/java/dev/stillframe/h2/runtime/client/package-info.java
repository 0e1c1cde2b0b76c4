/**
 * The client of one's own: requests over connections of a pool, or over one connection.
 *
 * <pre>
 *   PooledClient = Pool (a pure machine), Opening*, Link*, Call*
 *   Opening      = addresses, Race (a pure machine), Attempt+ → Link
 *   Link         = one connection, its Calls
 *   Call         = CollectCall | DirectCall | FoldCall
 * </pre>
 *
 * <p>All that a call is told it is told by its connection's loop, outside the connection's lock.
 */
@NullMarked
package dev.stillframe.h2.runtime.client;

import org.jspecify.annotations.NullMarked;
