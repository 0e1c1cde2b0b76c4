package dev.stillframe.h2.pool;

import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolStatistics;
import dev.stillframe.h2.persistent.Ranking;

/**
 * What a pool knows of an endpoint.
 *
 * @param endpoint which
 * @param queue those that wait, in the order in which they came
 * @param roomy open connections that have room, by their load
 * @param full open connections that have none, by their load
 * @param connecting how many connect
 * @param leaving how many drain or close
 * @param idle how many are open without streams
 * @param active leases that are out
 * @param peerLimit what the peer last said of its streams
 * @param failing attempts to connect that have failed in a row
 * @param places where it stands in the pool's own rankings
 * @param counts for the statistics
 */
record EndpointState(
        Endpoint endpoint,
        Ranking queue,
        Ranking roomy,
        Ranking full,
        int connecting,
        int leaving,
        int idle,
        int active,
        int peerLimit,
        Failing failing,
        Places places,
        Counts counts) {
    /**
     * Attempts that have failed.
     *
     * @param failures in a row
     * @param retryAt when the next may be made
     * @param connection the last that failed
     * @param error what it failed with; empty when none has
     */
    record Failing(int failures, long retryAt, int connection, String error) {}

    /**
     * Ranks; {@link #NOWHERE} where it has none.
     *
     * @param wanting in {@link PoolState#wanting()}
     * @param retry in {@link PoolState#retries()}
     * @param dormant in {@link PoolState#dormant()}
     * @param rich in {@link PoolState#rich()}
     */
    record Places(long wanting, long retry, long dormant, long rich) {
        static final long NOWHERE = Long.MIN_VALUE;
        static final Places NONE = new Places(NOWHERE, NOWHERE, NOWHERE, NOWHERE);
    }

    /** As in {@link PoolStatistics}. */
    record Counts(long created, long closed, long leased, long reused, long refused, long errors) {}

    static EndpointState of(Endpoint endpoint, int limit) {
        Ranking none = Ranking.empty();
        return new EndpointState(
                endpoint,
                none,
                none,
                none,
                0,
                0,
                0,
                0,
                limit,
                new Failing(0, Long.MIN_VALUE, 0, ""),
                Places.NONE,
                new Counts(0, 0, 0, 0, 0, 0));
    }

    PoolStatistics statistics() {
        return new PoolStatistics(
                endpoint,
                queue.size(),
                active,
                connecting,
                roomy.size() + full.size(),
                idle,
                leaving,
                counts.created,
                counts.closed,
                counts.leased,
                counts.reused,
                counts.refused,
                counts.errors);
    }

    /** Open for changes within one step. */
    static final class Draft {
        final int number;
        final Endpoint endpoint;
        private final EndpointState from;
        Ranking queue;
        Ranking roomy;
        Ranking full;
        int connecting;
        int leaving;
        int idle;
        int active;
        int peerLimit;
        int failures;
        long retryAt;
        int failed;
        String error;
        long wanting;
        long retry;
        long dormant;
        long rich;
        long created;
        long closed;
        long leased;
        long reused;
        long refused;
        long errors;

        Draft(int number, EndpointState from) {
            this.number = number;
            this.endpoint = from.endpoint;
            this.from = from;
            queue = from.queue;
            roomy = from.roomy;
            full = from.full;
            connecting = from.connecting;
            leaving = from.leaving;
            idle = from.idle;
            active = from.active;
            peerLimit = from.peerLimit;
            failures = from.failing.failures;
            retryAt = from.failing.retryAt;
            failed = from.failing.connection;
            error = from.failing.error;
            wanting = from.places.wanting;
            retry = from.places.retry;
            dormant = from.places.dormant;
            rich = from.places.rich;
            created = from.counts.created;
            closed = from.counts.closed;
            leased = from.counts.leased;
            reused = from.counts.reused;
            refused = from.counts.refused;
            errors = from.counts.errors;
        }

        /** Connections that take streams now. */
        int open() {
            return roomy.size() + full.size();
        }

        /** Connections that take streams, now or soon. */
        int live() {
            return open() + connecting;
        }

        boolean isDormant() {
            return live() + leaving + active == 0 && queue.isEmpty();
        }

        /** No attempt has failed, or what has failed is forgotten. */
        void recovered() {
            failures = 0;
            retryAt = Long.MIN_VALUE;
            failed = 0;
            error = "";
        }

        EndpointState freeze() {
            EndpointState next =
                    new EndpointState(
                            endpoint,
                            queue,
                            roomy,
                            full,
                            connecting,
                            leaving,
                            idle,
                            active,
                            peerLimit,
                            new Failing(failures, retryAt, failed, error),
                            new Places(wanting, retry, dormant, rich),
                            new Counts(created, closed, leased, reused, refused, errors));
            return next.equals(from) ? from : next;
        }
    }
}
