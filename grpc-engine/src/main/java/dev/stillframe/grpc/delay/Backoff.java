package dev.stillframe.grpc.delay;

import java.time.Duration;

/**
 * Delays that grow by a factor up to a limit, each made up to a fifth longer or shorter, so that
 * clients which failed together do not come back together (A6, "Exponential Backoff", as of its
 * revision of 2024; grpc/grpc doc/connection-backoff.md).
 *
 * @param initial the first delay; positive
 * @param max the longest, before it is varied; positive
 * @param multiplier from one delay to the next; positive and finite
 */
public record Backoff(Duration initial, Duration max, double multiplier) {
    /** For connections: 1 s, times 1.6, up to 120 s. */
    public static final Backoff CONNECTION =
            new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(120), 1.6);

    private static final double JITTER = 0.2;

    public Backoff {
        if (!initial.isPositive() || !max.isPositive()) {
            throw new IllegalArgumentException("delays of " + initial + " to " + max);
        }
        if (!(multiplier > 0) || Double.isInfinite(multiplier)) {
            throw new IllegalArgumentException("delays that grow by " + multiplier);
        }
    }

    /**
     * A delay in nanoseconds.
     *
     * @param failures how many have gone before it, from 0 on
     * @param share where it lies in its range: 0 for the shortest, towards 1 for the longest
     */
    public long nanos(int failures, double share) {
        double delay = Times.nanos(initial) * Math.pow(multiplier, failures);
        delay = Math.min(delay, Times.nanos(max));
        return (long) (delay * (1 - JITTER + 2 * JITTER * share));
    }
}
