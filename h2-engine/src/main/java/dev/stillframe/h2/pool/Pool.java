package dev.stillframe.h2.pool;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.PoolStatistics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections at rest between two steps: an immutable value. It may be kept, stepped
 * again and stepped differently. An event costs O(log n) in what there is of connections, waiters
 * and endpoints; only {@link PoolEvent.Clear}, {@link PoolEvent.PerEndpoint} and {@link
 * PoolEvent.Shutdown} look at everything.
 */
public final class Pool {
    private final PoolState state;

    private Pool(PoolState state) {
        this.state = state;
    }

    /**
     * A pool without connections.
     *
     * @param seed from which all jitter is derived: equal pools with equal seeds do the same
     * @param nanos the time now, in the nanoseconds of {@link PoolEvent.Clock}
     */
    public static Pool of(PoolOptions options, long seed, long nanos) {
        return new Pool(PoolState.of(options, seed, nanos));
    }

    /** The pool after these events, and what must now be done. Total: no input throws. */
    public PoolTransition step(List<PoolEvent> events) {
        Draft draft = new Draft(state);
        for (PoolEvent event : events) {
            event(draft, event);
        }
        Alarms.run(draft);
        Connecting.settle(draft);
        Crowding.relieve(draft);
        Crowding.forget(draft);
        Alarms.arm(draft);
        PoolState next = draft.freeze();
        return new PoolTransition(next == state ? this : new Pool(next), draft.effects());
    }

    private static void event(Draft draft, PoolEvent event) {
        switch (event) {
            case PoolEvent.Clock clock -> {
                draft.now = Math.max(draft.now, clock.nanos());
                Leases.expire(draft);
            }
            case PoolEvent.Acquire acquire -> Leases.acquire(draft, acquire);
            case PoolEvent.Abandon abandon -> Leases.abandon(draft, abandon.waiter());
            case PoolEvent.Released released -> Leases.released(draft, released.waiter());
            case PoolEvent.Unused unused -> Leases.unused(draft, unused.waiter());
            case PoolEvent.Returned returned -> Leases.returned(draft, returned.waiter());
            case PoolEvent.Opened opened -> Connecting.opened(draft, opened);
            case PoolEvent.OpenFailed failed ->
                    Departures.gone(
                            draft, failed.connection(), failed.reason(), failed.retryable());
            case PoolEvent.Limit limit -> Connecting.limited(draft, limit);
            case PoolEvent.PerEndpoint most -> Connecting.perEndpoint(draft, most.connections());
            case PoolEvent.Draining draining -> Departures.draining(draft, draining);
            case PoolEvent.Unhealthy unhealthy -> Departures.unhealthy(draft, unhealthy);
            case PoolEvent.Closed closed ->
                    Departures.gone(draft, closed.connection(), closed.reason(), true);
            case PoolEvent.Clear clear -> Departures.clear(draft, clear);
            case PoolEvent.Shutdown shutdown -> Departures.shutDown(draft, shutdown);
        }
    }

    /** Its limits. */
    public PoolOptions options() {
        return state.options();
    }

    /** Counts of each endpoint that is known, in the order in which they became so. */
    public List<PoolStatistics> statistics() {
        Map<Integer, PoolStatistics> inOrder = new TreeMap<>();
        state.endpoints().forEach((number, endpoint) -> inOrder.put(number, endpoint.statistics()));
        return List.copyOf(inOrder.values());
    }

    /** Counts of an endpoint, or null when it is not known. */
    public @Nullable PoolStatistics statistics(Endpoint endpoint) {
        Integer number = state.numbers().at(endpoint);
        EndpointState known = number == null ? null : state.endpoints().at(number);
        return known == null ? null : known.statistics();
    }

    /** Connections that are not gone yet, of all endpoints. */
    public int connections() {
        return state.connections().size();
    }

    /** Those that wait and those that have a lease. */
    public int waiters() {
        return state.waiters().size();
    }

    /** Whether it is shut down, and all its connections are gone. */
    public boolean isClosed() {
        return state.shutdown() && connections() == 0;
    }

    /** When a step is needed though nothing happens; {@link Long#MAX_VALUE} for never. */
    public long wakeAt() {
        return state.wakeAt();
    }

    PoolState state() {
        return state;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Pool that && state.equals(that.state);
    }

    @Override
    public int hashCode() {
        return state.hashCode();
    }

    @Override
    public String toString() {
        return state.toString();
    }
}
