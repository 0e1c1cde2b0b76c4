package dev.stillframe.grpc.wire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code grpc-timeout}: one to eight digits and a unit. */
public final class Timeout {
    private static final int MOST_DIGITS = 8;
    private static final long TOO_MANY = 100_000_000;

    /** Units from the finest on, with their lengths in nanoseconds. */
    private static final String UNITS = "numSMH";

    private static final long[] NANOS = {
        1, 1_000, 1_000_000, 1_000_000_000, 60_000_000_000L, 3_600_000_000_000L
    };

    private Timeout() {}

    /** The time that is meant, zero included; null when it is no such value. */
    public static @Nullable Duration parse(String value) {
        int digits = value.length() - 1;
        if (digits < 1 || digits > MOST_DIGITS) {
            return null;
        }
        int unit = UNITS.indexOf(value.charAt(digits));
        if (unit < 0) {
            return null;
        }
        long count = 0;
        for (int i = 0; i < digits; i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return null;
            }
            count = count * 10 + (c - '0');
        }
        // The most, 99,999,999 hours, is more nanoseconds than a long can count.
        return Duration.ofSeconds(NANOS[unit] >= NANOS[3] ? count * (NANOS[unit] / NANOS[3]) : 0)
                .plusNanos(NANOS[unit] < NANOS[3] ? count * NANOS[unit] : 0);
    }

    /**
     * The value for a time, in the finest unit that has room for it; what is finer is dropped, so
     * that a server never waits longer than its client. Less than a nanosecond is one; the most is
     * 99,999,999 hours.
     */
    public static String of(Duration time) {
        if (!time.isPositive()) {
            return "1n";
        }
        for (int unit = 0; unit < NANOS.length; unit++) {
            Duration length = Duration.ofNanos(NANOS[unit]);
            if (time.compareTo(length.multipliedBy(TOO_MANY)) < 0) {
                return Long.toString(time.dividedBy(length)) + UNITS.charAt(unit);
            }
        }
        return (TOO_MANY - 1) + "H";
    }
}
