package dev.stillframe.grpc.delay;

import java.time.Duration;

/** Arithmetic on points in time, in nanoseconds from any fixed origin, that never overflows. */
public final class Times {
    /** Later than any other. */
    public static final long NEVER = Long.MAX_VALUE;

    private Times() {}

    /**
     * So long after.
     *
     * @param nanos zero or more; {@link #NEVER} for ever
     * @return {@link #NEVER} when it is beyond what a clock can say
     */
    public static long after(long since, long nanos) {
        long at = since + nanos;
        return nanos == NEVER || since == NEVER || at < since ? NEVER : at;
    }

    /** The nanoseconds of a duration; {@link #NEVER} for what is longer than 292 years. */
    public static long nanos(Duration time) {
        return time.compareTo(Duration.ofNanos(NEVER)) >= 0 ? NEVER : time.toNanos();
    }
}
