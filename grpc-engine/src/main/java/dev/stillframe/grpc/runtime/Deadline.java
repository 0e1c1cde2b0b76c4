package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.CallOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Until when a client waits for the end of its call.
 *
 * @param at by {@link System#nanoTime}; null for ever
 */
record Deadline(@Nullable Long at) {
    private static final Duration LONG = Duration.ofDays(365);

    /** From now on: what the options say, and no later than that of the parent. */
    static Deadline of(CallOptions options, @Nullable Duration otherwise) {
        Duration time = options.timeout() == null ? otherwise : options.timeout();
        Call parent = options.parent();
        Duration above = parent == null ? null : parent.remaining();
        if (time == null || above != null && above.compareTo(time) < 0) {
            time = above;
        }
        if (time == null) {
            return new Deadline(null);
        }
        Duration countable = time.compareTo(LONG) > 0 ? LONG : time;
        return new Deadline(System.nanoTime() + Math.max(0, countable.toNanos()));
    }

    /** What is left of it, negative when it is over; null for no end of it. */
    @Nullable Duration left() {
        Long end = at;
        return end == null ? null : Duration.ofNanos(end - System.nanoTime());
    }

    boolean isOver() {
        Duration left = left();
        return left != null && !left.isPositive();
    }

    /** This long, but no longer than until then. */
    long within(long nanos) {
        Duration left = left();
        return left == null ? nanos : Math.max(0, Math.min(nanos, left.toNanos()));
    }
}
