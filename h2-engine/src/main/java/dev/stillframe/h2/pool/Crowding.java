package dev.stillframe.h2.pool;

import dev.stillframe.h2.persistent.Ranking;
import dev.stillframe.h2.pool.EndpointState.Places;

/**
 * What endpoints do to each other: the pool's own limit, and the memory for those that nobody uses.
 *
 * <p>Where an endpoint wants a connection and the pool is full, the connection that has been idle
 * longest is drained. Where none is idle, the endpoint with the most open connections gives one up,
 * its least loaded, if that leaves it with no fewer than the other would have. So a busy endpoint
 * does not keep others out.
 */
final class Crowding {
    private Crowding() {}

    /** Makes room for those that still want a connection. */
    static void relieve(Draft draft) {
        int wanted = draft.wanting.size();
        for (Ranking.Entry first = draft.idle.first();
                first != null && draft.leavingIdle < wanted;
                first = draft.idle.first()) {
            retire(draft, first.number());
        }
        while (draft.leavingIdle + draft.leavingBusy < wanted) {
            Ranking.Entry first = draft.wanting.first();
            Ranking.Entry most = draft.rich.last();
            if (first == null
                    || most == null
                    || most.rank() <= draft.endpoint(first.number()).live() + 1) {
                return;
            }
            EndpointState.Draft endpoint = draft.endpoint(most.number());
            Ranking.Entry least = endpoint.roomy.first();
            retire(draft, (least != null ? least : fullest(endpoint)).number());
            Connecting.rank(draft, endpoint);
        }
    }

    private static Ranking.Entry fullest(EndpointState.Draft endpoint) {
        Ranking.Entry least = endpoint.full.first();
        if (least == null) {
            throw new IllegalStateException("no open connections: " + endpoint.endpoint);
        }
        return least;
    }

    private static void retire(Draft draft, int number) {
        PooledConnection.Draft connection = draft.connection(number);
        if (connection == null) {
            throw new IllegalStateException("there is no connection " + number);
        }
        Departures.retire(draft, connection);
    }

    /** Forgets the endpoints that have been unused longest, beyond those that are remembered. */
    static void forget(Draft draft) {
        for (EndpointState.Draft endpoint : draft.touched()) {
            long since =
                    !endpoint.isDormant()
                            ? Places.NOWHERE
                            : endpoint.dormant == Places.NOWHERE ? draft.now : endpoint.dormant;
            draft.dormant = Draft.moved(draft.dormant, endpoint.number, endpoint.dormant, since);
            endpoint.dormant = since;
        }
        for (Ranking.Entry first = draft.dormant.first();
                first != null && draft.dormant.size() > draft.options().maxEndpoints();
                first = draft.dormant.first()) {
            draft.dormant = draft.dormant.without(first.rank(), first.number());
            draft.forget(draft.endpoint(first.number()));
        }
    }
}
