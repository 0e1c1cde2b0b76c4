package dev.stillframe.h2.pool;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.h2.persistent.IntMap;
import dev.stillframe.h2.persistent.KeyMap;
import dev.stillframe.h2.persistent.Ranking;

/**
 * A pool at rest.
 *
 * @param now the latest time known
 * @param options its limits
 * @param perEndpoint connections of an endpoint as of now, within what the options say
 * @param seed of its jitter
 * @param sequence how many waiters have come
 * @param lastConnection the number that was given last
 * @param lastEndpoint the number that was given last
 * @param waiters those that wait and those that have a lease
 * @param connections all that are not gone
 * @param endpoints by their numbers
 * @param numbers of the endpoints
 * @param deadlines of those that wait, and who
 * @param alarms when connections are looked at, and which
 * @param retries when endpoints that fail may be tried again, and which
 * @param idle since when connections with room have had no streams, and which
 * @param wanting endpoints that may have another connection and need it, in the order in which they
 *     get it
 * @param rich how many open connections endpoints have, and which
 * @param dormant since when endpoints have had nothing to do, and which
 * @param leavingBusy connections that drain and have streams
 * @param leavingIdle connections that drain or close otherwise
 * @param shutdown whether it is shut down
 * @param closeAt when a shutdown's grace is over
 * @param wakeAt when the next step is needed
 */
record PoolState(
        long now,
        PoolOptions options,
        int perEndpoint,
        long seed,
        long sequence,
        int lastConnection,
        int lastEndpoint,
        IntMap<Waiter> waiters,
        IntMap<PooledConnection> connections,
        IntMap<EndpointState> endpoints,
        KeyMap<Endpoint, Integer> numbers,
        Ranking deadlines,
        Ranking alarms,
        Ranking retries,
        Ranking idle,
        Ranking wanting,
        Ranking rich,
        Ranking dormant,
        int leavingBusy,
        int leavingIdle,
        boolean shutdown,
        long closeAt,
        long wakeAt) {
    static PoolState of(PoolOptions options, long seed, long now) {
        Ranking none = Ranking.empty();
        return new PoolState(
                now,
                options,
                options.maxConnectionsPerEndpoint(),
                seed,
                0,
                0,
                0,
                IntMap.empty(),
                IntMap.empty(),
                IntMap.empty(),
                KeyMap.empty(),
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                0,
                0,
                false,
                Times.NEVER,
                Times.NEVER);
    }
}
