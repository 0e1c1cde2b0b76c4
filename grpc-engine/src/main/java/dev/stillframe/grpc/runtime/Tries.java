package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolOptions;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** How one call goes about to get a stream. By one thread at a time. */
final class Tries {
    /** There is no use in another try. */
    static final long NEVER = -1;

    private final Endpoints endpoints;
    private final PoolOptions pool;
    private final boolean waits;
    private int tried;
    private int rounds;
    private @Nullable Endpoint current;

    /**
     * Before the first.
     *
     * @param waits whether to go on when nobody could be reached
     */
    Tries(Endpoints endpoints, PoolOptions pool, boolean waits) {
        this.endpoints = endpoints;
        this.pool = pool;
        this.waits = waits;
    }

    Endpoint next() {
        Endpoint next = endpoints.next();
        current = next;
        return next;
    }

    /** After so many nanoseconds another try is made; zero for at once, or {@link #NEVER}. */
    long after(ClientException failure) {
        if (!Ended.isUnreached(failure)) {
            return NEVER;
        }
        Endpoint failed = current;
        if (failed != null) {
            endpoints.failed(failed);
        }
        tried++;
        if (tried < endpoints.size()) {
            return 0; // the call has not left
        }
        tried = 0;
        return waits ? delay() : NEVER;
    }

    private long delay() {
        long least = Math.max(1_000_000, pool.retryDelay().toNanos());
        long most = Math.max(least, pool.maxRetryDelay().toNanos());
        int doublings = Math.min(rounds++, 30);
        long delay = least > most >> doublings ? most : least << doublings;
        double shorter = pool.jitter() * ThreadLocalRandom.current().nextDouble();
        return Math.max(1, (long) (delay * (1 - shorter)));
    }
}
