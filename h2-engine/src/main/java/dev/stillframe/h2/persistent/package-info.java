/**
 * A persistent map from int to values, with drafts that are edited in place: what holds the streams
 * of a connection. And what a pool of connections needs besides: a map from any keys, and an
 * ordered set.
 *
 * <pre>
 *   IntMap  = size Node?
 *   Node    = (key value | Node)+, 32 at the most; a Node below another holds two entries or more
 *   KeyMap  = IntMap of (key value)+
 *   Ranking = (rank number)*, in order
 * </pre>
 *
 * <p>Depends on the JDK alone.
 */
@NullMarked
package dev.stillframe.h2.persistent;

import org.jspecify.annotations.NullMarked;
