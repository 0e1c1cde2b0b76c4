package dev.stillframe.h2.pool;

import java.time.Duration;

/** Arithmetic on times that never overflows, and chance that is none. */
final class Times {
    static final long NEVER = Long.MAX_VALUE;

    private Times() {}

    /** So long after; never when it is beyond what a clock can say. */
    static long after(long since, long nanos) {
        long at = since + nanos;
        return nanos == NEVER || at < since ? NEVER : at;
    }

    /** The nanoseconds of an option for which zero is for ever. */
    static long orNever(Duration time) {
        return time.isZero() ? NEVER : nanos(time);
    }

    /** The nanoseconds of a duration, 292 years at the most. */
    static long nanos(Duration time) {
        return time.compareTo(Duration.ofNanos(NEVER)) >= 0 ? NEVER : time.toNanos();
    }

    /**
     * A time cut short by a part of itself.
     *
     * @param jitter the largest part, 0 to 1
     * @param seed of the pool
     * @param number of what it is for
     */
    static long shortened(long nanos, double jitter, long seed, int number) {
        return nanos == NEVER ? NEVER : nanos - (long) (nanos * jitter * share(seed, number));
    }

    /** Between 0 and 1, evenly spread over the numbers (SplitMix64). */
    private static double share(long seed, int number) {
        long bits = seed + number * 0x9E3779B97F4A7C15L;
        bits = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ bits >>> 27) * 0x94D049BB133111EBL;
        bits ^= bits >>> 31;
        return (bits >>> 11) * 0x1.0p-53;
    }
}
