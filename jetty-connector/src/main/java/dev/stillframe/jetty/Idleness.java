package dev.stillframe.jetty;

/** Since when nothing has moved on a stream, and for how long that may be so. */
final class Idleness {
    private volatile long timeoutMillis;
    private volatile long activeNanos;

    Idleness(long timeoutMillis, long now) {
        this.timeoutMillis = timeoutMillis;
        this.activeNanos = now;
    }

    void active(long now) {
        activeNanos = now;
    }

    /** Milliseconds; zero and below for none. */
    long timeout() {
        return timeoutMillis;
    }

    void timeout(long millis) {
        timeoutMillis = millis;
    }

    /** Nanoseconds from now, zero and below when it is over; {@link Long#MAX_VALUE} for never. */
    long expiresIn(long now) {
        long millis = timeoutMillis;
        return millis <= 0 ? Long.MAX_VALUE : activeNanos + millis * 1_000_000 - now;
    }
}
