package dev.stillframe.grpc.picking;

import dev.stillframe.grpc.delay.Backoff;
import java.time.Duration;

/**
 * Limits of a balancer.
 *
 * @param backoff between attempts to connect, to look up the name, and to watch health
 * @param resolveInterval between two successful look-ups, at the least; not negative
 * @param maxWaiting calls that wait for a connection, at the most; more fail with
 *     RESOURCE_EXHAUSTED; 1 or more
 */
public record BalancerOptions(Backoff backoff, Duration resolveInterval, int maxWaiting) {
    /** 1 s to 120 s; 30 s, as other gRPC clients have it; 10,000 calls. */
    public static final BalancerOptions DEFAULT =
            new BalancerOptions(Backoff.CONNECTION, Duration.ofSeconds(30), 10_000);

    public BalancerOptions {
        if (resolveInterval.isNegative() || maxWaiting < 1) {
            throw new IllegalArgumentException(resolveInterval + ", " + maxWaiting + " calls");
        }
    }
}
