package dev.stillframe.h2.pool;

import dev.stillframe.h2.pool.PooledConnection.Phase;

/**
 * How connections leave. One that takes no new streams stays until its last has ended; then it is
 * told to drain. Whatever happens, it is told to drain or to close, or has said itself that it is
 * gone; and it counts until it is.
 */
final class Departures {
    private Departures() {}

    /** A connection says that it takes no new streams. */
    static void draining(Draft draft, PoolEvent.Draining event) {
        PooledConnection.Draft connection = draft.connection(event.connection());
        if (connection != null) {
            leaves(draft, connection, event.reason());
        }
    }

    static void unhealthy(Draft draft, PoolEvent.Unhealthy event) {
        PooledConnection.Draft connection = draft.connection(event.connection());
        if (connection == null || connection.ill || connection.phase == Phase.CLOSING) {
            return;
        }
        connection.ill = true;
        connection.endpoint.errors += connection.phase == Phase.CONNECTING ? 0 : 1;
        leaves(draft, connection, event.reason());
        if (connection.active == 0) {
            close(draft, connection);
        }
    }

    private static void leaves(Draft draft, PooledConnection.Draft connection, String reason) {
        switch (connection.phase) {
            case CONNECTING -> giveUp(draft, connection, reason);
            case OPEN -> {
                judge(draft, connection, reason);
                retire(draft, connection);
            }
            case DRAINING, CLOSING -> {}
        }
    }

    /**
     * A connection that ends unasked before it has served anything, soon after it was opened, is as
     * good as none: without a delay the next would be opened at once, for ever.
     */
    private static void judge(Draft draft, PooledConnection.Draft connection, String reason) {
        long proven = Times.after(connection.opened, Times.nanos(draft.options().maxRetryDelay()));
        if (!connection.served && draft.now < proven) {
            Connecting.failed(draft, connection, reason, true);
        } else {
            connection.endpoint.recovered();
        }
    }

    /** A connection is gone, or was never there. */
    static void gone(Draft draft, int number, String reason, boolean retryable) {
        PooledConnection.Draft connection = draft.connection(number);
        if (connection == null) {
            return;
        }
        EndpointState.Draft endpoint = connection.endpoint;
        endpoint.closed++;
        switch (connection.phase) {
            case CONNECTING -> {
                endpoint.errors++;
                Connecting.failed(draft, connection, reason, retryable);
            }
            case OPEN -> {
                endpoint.errors++;
                judge(draft, connection, reason);
            }
            case DRAINING, CLOSING -> {}
        }
        draft.remove(connection);
    }

    /** An open connection takes no new streams. */
    static void retire(Draft draft, PooledConnection.Draft connection) {
        draft.become(connection, Phase.DRAINING);
        if (connection.active == 0) {
            empty(draft, connection);
        } else {
            Alarms.set(draft, connection);
        }
    }

    /** The last lease of a connection has ended. */
    static void empty(Draft draft, PooledConnection.Draft connection) {
        switch (connection.phase) {
            case OPEN -> Alarms.set(draft, connection);
            case DRAINING -> {
                if (connection.ill) {
                    close(draft, connection);
                } else {
                    draft.effect(new PoolEffect.Drain(connection.number));
                }
            }
            case CONNECTING, CLOSING -> {}
        }
    }

    /** A connection that is not open yet has had its time. */
    static void giveUp(Draft draft, PooledConnection.Draft connection, String reason) {
        connection.endpoint.errors++;
        Connecting.failed(draft, connection, reason, true);
        close(draft, connection);
    }

    static void close(Draft draft, PooledConnection.Draft connection) {
        if (connection.phase != Phase.CLOSING) {
            draft.become(connection, Phase.CLOSING);
            draft.effect(new PoolEffect.Close(connection.number));
        }
    }

    static void clear(Draft draft, PoolEvent.Clear event) {
        EndpointState.Draft endpoint = draft.known(event.endpoint());
        if (endpoint == null) {
            return;
        }
        // All are looked at: this is rare, and an index for it alone would cost every connection.
        for (PooledConnection.Draft connection : draft.everyConnection()) {
            if (connection.endpoint == endpoint) {
                stop(draft, connection);
            }
        }
        endpoint.recovered();
    }

    static void shutDown(Draft draft, PoolEvent.Shutdown event) {
        long closeAt = Times.after(draft.now, Math.max(0, event.grace()));
        if (draft.shutdown) {
            draft.closeAt = Math.min(draft.closeAt, closeAt);
            return;
        }
        draft.shutdown = true;
        draft.closeAt = closeAt;
        Leases.shutDown(draft);
        for (PooledConnection.Draft connection : draft.everyConnection()) {
            stop(draft, connection);
        }
    }

    private static void stop(Draft draft, PooledConnection.Draft connection) {
        switch (connection.phase) {
            case CONNECTING -> close(draft, connection);
            case OPEN -> retire(draft, connection);
            case DRAINING, CLOSING -> {}
        }
    }
}
