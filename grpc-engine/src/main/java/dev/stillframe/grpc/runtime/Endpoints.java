package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.Endpoint;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** Whom a channel's calls go to, in turn; who could not be reached is passed over for a second. */
final class Endpoints {
    private static final long REST = TimeUnit.SECONDS.toNanos(1);

    private final List<Endpoint> all;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicLongArray failed;
    private final long began = System.nanoTime();

    Endpoints(List<Endpoint> all) {
        this.all = all;
        this.failed = new AtomicLongArray(all.size());
    }

    int size() {
        return all.size();
    }

    /** The next one: of those that could be reached, where there are any. */
    Endpoint next() {
        if (all.size() == 1) {
            return all.getFirst();
        }
        int first = Math.floorMod(turn.getAndIncrement(), all.size());
        for (int i = 0; i < all.size(); i++) {
            int at = (first + i) % all.size();
            if (failed.get(at) <= now()) {
                return all.get(at);
            }
        }
        return all.get(first);
    }

    /** It could not be reached. */
    void failed(Endpoint endpoint) {
        int at = all.indexOf(endpoint);
        if (at >= 0) {
            failed.set(at, now() + REST);
        }
    }

    private long now() {
        return System.nanoTime() - began;
    }
}
