package dev.stillframe.h2.pool;

import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.PoolStatistics;
import java.util.List;

/**
 * A pool of connections at rest between two steps: an immutable value. It may be kept, stepped
 * again and stepped differently.
 */
public final class Pool {
    private Pool() {}

    /**
     * A pool without connections.
     *
     * @param seed from which all jitter is derived: equal pools with equal seeds do the same
     * @param nanos the time now, in the nanoseconds of {@link PoolEvent.Clock}
     */
    public static Pool of(PoolOptions options, long seed, long nanos) {
        return new Pool();
    }

    /** The pool after these events, and what must now be done. Total: no input throws. */
    public PoolTransition step(List<PoolEvent> events) {
        return new PoolTransition(this, List.of());
    }

    /** Counts of each endpoint that is known, in the order in which they became so. */
    public List<PoolStatistics> statistics() {
        return List.of();
    }

    /** Connections that are not gone yet, of all endpoints. */
    public int connections() {
        return 0;
    }

    /** Whether it was shut down, and all its connections are gone. */
    public boolean isClosed() {
        return false;
    }

    /** When a step is needed though nothing happens; {@link Long#MAX_VALUE} for never. */
    public long wakeAt() {
        return Long.MAX_VALUE;
    }
}
