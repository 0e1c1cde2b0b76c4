package dev.stillframe.h2.pool;

import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.h2.persistent.Ranking;
import dev.stillframe.h2.pool.EndpointState.Places;
import dev.stillframe.h2.pool.PooledConnection.Phase;

/**
 * When connections are opened, and what a failure leads to.
 *
 * <p>As many are opened as the waiters will fill: one for every {@code min(own, the peer's last
 * known)} MAX_CONCURRENT_STREAMS of them, fewer those that connect already; none beside another
 * where the peer allows no streams at all (section 6.5.2 has that for short times). After a failure
 * one is tried at a time, ever later; when the retries are used up and nothing else is open, all
 * who wait for the endpoint are refused, and the next who comes begins anew. Other endpoints see
 * nothing of it.
 */
final class Connecting {
    private static final int SEQUENCE_BITS = 40;

    private Connecting() {}

    static void opened(Draft draft, PoolEvent.Opened event) {
        PooledConnection.Draft connection = draft.connection(event.connection());
        if (connection != null && connection.phase == Phase.CONNECTING) {
            connection.opened = draft.now;
            connection.limit = limit(draft, event.streams());
            connection.endpoint.peerLimit = connection.limit;
            draft.become(connection, Phase.OPEN);
            Alarms.set(draft, connection);
            Leases.serve(draft, connection.endpoint);
        }
    }

    static void limited(Draft draft, PoolEvent.Limit event) {
        PooledConnection.Draft connection = draft.connection(event.connection());
        if (connection != null && connection.phase == Phase.OPEN) {
            draft.lift(connection);
            connection.limit = limit(draft, event.streams());
            connection.endpoint.peerLimit = connection.limit;
            draft.place(connection);
            Leases.serve(draft, connection.endpoint);
        }
    }

    /** Connections above a lower number stay: their streams are somebody's. */
    static void perEndpoint(Draft draft, int most) {
        draft.perEndpoint =
                Math.max(1, Math.min(most, draft.options().maxConnectionsPerEndpoint()));
        draft.touchAll();
    }

    private static int limit(Draft draft, int streams) {
        return Math.min(draft.options().maxStreamsPerConnection(), Math.max(0, streams));
    }

    /** An attempt has failed, or its connection was of no use. */
    static void failed(
            Draft draft, PooledConnection.Draft connection, String reason, boolean retryable) {
        PoolOptions options = draft.options();
        EndpointState.Draft endpoint = connection.endpoint;
        endpoint.error = reason;
        endpoint.failed = connection.number;
        if (connection.round == endpoint.failures) {
            // Of several attempts at once, the first failure speaks for all.
            endpoint.failures++;
            long delay = delay(options, endpoint.failures);
            delay = Times.shortened(delay, options.jitter(), draft.seed(), ~connection.number);
            endpoint.retryAt = Times.after(draft.now, delay);
        }
        if (!retryable) {
            endpoint.failures = Math.max(endpoint.failures, options.connectRetries() + 1);
        }
    }

    private static long delay(PoolOptions options, int failures) {
        long least = Times.nanos(options.retryDelay());
        long most = Times.nanos(options.maxRetryDelay());
        int doublings = Math.min(failures - 1, 62);
        return least > most >> doublings ? most : least << doublings;
    }

    /** Whether attempts have failed so often that nobody need wait for more. */
    private static boolean isExhausted(Draft draft, EndpointState.Draft endpoint) {
        return endpoint.failures > draft.options().connectRetries() && endpoint.live() == 0;
    }

    /** Opens what is needed, at all endpoints that were touched, and elsewhere where it can. */
    static void settle(Draft draft) {
        due(draft);
        for (int i = 0; i < draft.touched().size(); i++) {
            EndpointState.Draft endpoint = draft.touched().get(i);
            if (isExhausted(draft, endpoint)) {
                Leases.refuseAll(
                        draft,
                        endpoint,
                        new Refusal.ConnectFailed(
                                endpoint.failed, endpoint.failures, endpoint.error));
                if (endpoint.active == 0) {
                    // Who has a lease may come back from the connection that was of no use.
                    endpoint.recovered();
                }
            }
            rank(draft, endpoint);
        }
        for (Ranking.Entry first = draft.wanting.first();
                first != null && draft.connections() < draft.options().maxConnections();
                first = draft.wanting.first()) {
            EndpointState.Draft endpoint = draft.endpoint(first.number());
            PooledConnection.Draft connection = draft.begin(endpoint);
            endpoint.created++;
            draft.effect(new PoolEffect.Open(connection.number, endpoint.endpoint));
            Alarms.set(draft, connection);
            rank(draft, endpoint);
        }
    }

    /** Endpoints whose delay is over are looked at. */
    private static void due(Draft draft) {
        for (Ranking.Entry first = draft.retries.first();
                first != null && first.rank() <= draft.now;
                first = draft.retries.first()) {
            EndpointState.Draft endpoint = draft.endpoint(first.number());
            draft.retries =
                    Draft.moved(draft.retries, first.number(), first.rank(), Places.NOWHERE);
            endpoint.retry = Places.NOWHERE;
        }
    }

    /**
     * Puts an endpoint in its place among those that want a connection: those with the fewest
     * first, then those whose first waiter came first.
     */
    static void rank(Draft draft, EndpointState.Draft endpoint) {
        boolean needs = needs(draft, endpoint) > 0;
        boolean waits = needs && endpoint.failures > 0 && draft.now < endpoint.retryAt;
        long wanting = needs && !waits ? place(endpoint) : Places.NOWHERE;
        draft.wanting = Draft.moved(draft.wanting, endpoint.number, endpoint.wanting, wanting);
        endpoint.wanting = wanting;
        long retry = waits ? endpoint.retryAt : Places.NOWHERE;
        draft.retries = Draft.moved(draft.retries, endpoint.number, endpoint.retry, retry);
        endpoint.retry = retry;
    }

    private static long place(EndpointState.Draft endpoint) {
        long sequence = endpoint.queue.firstRank() & (1L << SEQUENCE_BITS) - 1;
        return (long) endpoint.live() << SEQUENCE_BITS | sequence;
    }

    /** How many connections an endpoint needs and may have besides those that it has. */
    private static long needs(Draft draft, EndpointState.Draft endpoint) {
        long waiting = endpoint.queue.size();
        boolean closedToUs = endpoint.peerLimit == 0;
        if (waiting == 0 || closedToUs && endpoint.live() > 0) {
            return 0;
        }
        int most = draft.perEndpoint;
        boolean carefully = closedToUs || endpoint.failures > 0;
        long useful = carefully ? 1 : (waiting - 1) / endpoint.peerLimit + 1;
        long allowed = Math.min(most, 2L * most - endpoint.leaving) - endpoint.live();
        return Math.min(useful - endpoint.connecting, allowed);
    }
}
