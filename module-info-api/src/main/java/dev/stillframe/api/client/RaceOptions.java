package dev.stillframe.api.client;

import java.time.Duration;
import java.util.Objects;

/**
 * How the addresses of an endpoint are tried (RFC 8305, "Happy Eyeballs").
 *
 * @param first the family that is tried first where there is a choice. Default IPV6: RFC 8305
 *     section 4
 * @param attemptDelay from one attempt to the next while none has ended, 100 ms to 2 s. Default
 *     ofMillis(250): RFC 8305 section 8
 * @param resolutionDelay for the addresses of the first family, once those of the other are there;
 *     zero to 2 s. Default ofMillis(50): RFC 8305 section 8
 * @param timeout for the whole race, from its beginning; above zero. Default ofSeconds(10)
 * @param maxAttempts addresses that are tried at the most, 1 to 1000: a resolver may answer with
 *     any number. Default 16
 */
public record RaceOptions(
        Family first,
        Duration attemptDelay,
        Duration resolutionDelay,
        Duration timeout,
        int maxAttempts) {
    private static final Duration LEAST_DELAY = Duration.ofMillis(100);
    private static final Duration MOST_DELAY = Duration.ofSeconds(2);

    /** The defaults. */
    public static final RaceOptions DEFAULT =
            new RaceOptions(
                    Family.IPV6,
                    Duration.ofMillis(250),
                    Duration.ofMillis(50),
                    Duration.ofSeconds(10),
                    16);

    /** A family of addresses. */
    public enum Family {
        /** Found by AAAA records. */
        IPV6,
        /** Found by A records. */
        IPV4;

        /** The other one. */
        public Family other() {
            return this == IPV6 ? IPV4 : IPV6;
        }
    }

    public RaceOptions {
        Objects.requireNonNull(first);
        within("attemptDelay", attemptDelay, LEAST_DELAY);
        within("resolutionDelay", resolutionDelay, Duration.ZERO);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout is " + timeout + ", not above zero");
        }
        if (maxAttempts < 1 || maxAttempts > 1000) {
            throw new IllegalArgumentException(
                    "maxAttempts is " + maxAttempts + ", not within 1 to 1000");
        }
    }

    private static void within(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(MOST_DELAY) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", not within " + least + " to " + MOST_DELAY);
        }
    }

    /** The same, beginning with the other family. */
    public RaceOptions withFirst(Family family) {
        return new RaceOptions(family, attemptDelay, resolutionDelay, timeout, maxAttempts);
    }

    /** The same with another time between attempts. */
    public RaceOptions withAttemptDelay(Duration delay) {
        return new RaceOptions(first, delay, resolutionDelay, timeout, maxAttempts);
    }

    /** The same with another time-out. */
    public RaceOptions withTimeout(Duration time) {
        return new RaceOptions(first, attemptDelay, resolutionDelay, time, maxAttempts);
    }
}
