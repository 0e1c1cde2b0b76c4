/**
 * What a client is told about pools of connections: where they lead, what they are limited to, and
 * what they report.
 *
 * <pre>
 *   Endpoint       = scheme host port identity
 *   PoolOptions    = limits of connections, streams, waiters and times, for each endpoint and for all
 *   RaceOptions    = how the addresses of one endpoint are tried (RFC 8305)
 *   PoolStatistics = counts of one endpoint
 * </pre>
 *
 * <p>Depends on the JDK.
 */
@NullMarked
package dev.stillframe.api.client;

import org.jspecify.annotations.NullMarked;
