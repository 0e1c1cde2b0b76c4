package dev.stillframe.h2.pool;

import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.h2.persistent.Ranking;

/**
 * Whatever must not last for ever. Each connection has one alarm. It is set early rather than
 * often: one that is used again before its idle time is over keeps its alarm, which then finds
 * nothing to do and is set anew.
 */
final class Alarms {
    private Alarms() {}

    /** Sets a connection's alarm, when it must ring earlier than it would. */
    static void set(Draft draft, PooledConnection.Draft connection) {
        long due = due(draft, connection);
        if (due < connection.alarm) {
            draft.alarm(connection, due);
        }
    }

    private static long due(Draft draft, PooledConnection.Draft connection) {
        PoolOptions options = draft.options();
        return switch (connection.phase) {
            case CONNECTING ->
                    Times.after(connection.opened, Times.nanos(options.connectTimeout()));
            case OPEN -> Math.min(endOfLife(draft, connection), endOfIdleness(draft, connection));
            case DRAINING ->
                    connection.active == 0
                            ? Times.NEVER
                            : Times.after(connection.since, Times.orNever(options.drainTimeout()));
            case CLOSING -> Times.NEVER;
        };
    }

    private static long endOfLife(Draft draft, PooledConnection.Draft connection) {
        PoolOptions options = draft.options();
        long life = Times.orNever(options.maxLifetime());
        life = Times.shortened(life, options.jitter(), draft.seed(), connection.number);
        return Times.after(connection.opened, life);
    }

    private static long endOfIdleness(Draft draft, PooledConnection.Draft connection) {
        return connection.active > 0
                ? Times.NEVER
                : Times.after(connection.since, Times.orNever(draft.options().maxIdleTime()));
    }

    /** Acts on what has run out, after the events of a step. */
    static void run(Draft draft) {
        for (Ranking.Entry first = draft.alarms.first();
                first != null && first.rank() <= draft.now;
                first = draft.alarms.first()) {
            PooledConnection.Draft connection = draft.connection(first.number());
            if (connection == null) {
                throw new IllegalStateException("an alarm without a connection: " + first);
            }
            draft.alarm(connection, Times.NEVER);
            if (due(draft, connection) <= draft.now) {
                rings(draft, connection);
            }
            set(draft, connection);
        }
        if (draft.shutdown && draft.now >= draft.closeAt) {
            draft.closeAt = Times.NEVER;
            for (PooledConnection.Draft connection : draft.everyConnection()) {
                Departures.close(draft, connection);
            }
        }
    }

    private static void rings(Draft draft, PooledConnection.Draft connection) {
        switch (connection.phase) {
            case CONNECTING ->
                    Departures.giveUp(
                            draft,
                            connection,
                            "not connected within " + draft.options().connectTimeout());
            case OPEN -> {
                boolean spared =
                        draft.now < endOfLife(draft, connection)
                                && connection.endpoint.idle <= draft.options().minIdlePerEndpoint();
                if (spared) {
                    draft.lift(connection);
                    connection.since = draft.now;
                    draft.place(connection);
                } else {
                    Departures.retire(draft, connection);
                }
            }
            case DRAINING -> Departures.close(draft, connection);
            case CLOSING -> {}
        }
    }

    /** Asks for the next step, when it is needed earlier than was asked for. */
    static void arm(Draft draft) {
        long next = Math.min(draft.deadlines.firstRank(), draft.alarms.firstRank());
        next = Math.min(next, draft.retries.firstRank());
        if (draft.connections() > 0) {
            next = Math.min(next, draft.closeAt);
        }
        boolean rings = draft.wakeAt > draft.now && draft.wakeAt != Times.NEVER;
        boolean over = next == Times.NEVER && draft.wakeAt != Times.NEVER && draft.shutdown;
        if (next < draft.wakeAt || !rings && next != draft.wakeAt || over) {
            draft.wakeAt = next;
            draft.effect(new PoolEffect.WakeAt(next));
        }
    }
}
