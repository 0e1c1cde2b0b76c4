package dev.stillframe.grpc.config;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.grpc.delay.Backoff;
import java.time.Duration;
import java.util.Set;

/** How often a call is attempted (A6). */
public sealed interface AttemptPolicy {
    /** How many attempts a service config may ask for at the most, by default (A6). */
    int MOST_ATTEMPTS = 5;

    /** Once. What was certainly not processed is attempted again all the same. */
    record Once() implements AttemptPolicy {}

    /**
     * Again when an attempt has failed.
     *
     * @param maxAttempts the first included; 2 or more
     * @param backoff the delays in between
     * @param retryable the statuses that are tried again; never empty, never with OK
     */
    record Retry(int maxAttempts, Backoff backoff, Set<Code> retryable) implements AttemptPolicy {
        public Retry {
            retryable = Set.copyOf(retryable);
        }
    }

    /**
     * Several at once, before any has failed.
     *
     * @param maxAttempts the first included; 2 or more
     * @param delay between two of them; zero for all at once
     * @param nonFatal the statuses after which the others go on; may be empty
     */
    record Hedging(int maxAttempts, Duration delay, Set<Code> nonFatal) implements AttemptPolicy {
        public Hedging {
            nonFatal = Set.copyOf(nonFatal);
        }
    }
}
