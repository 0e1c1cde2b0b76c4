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
    private static final Deadline NEVER = new Deadline(null);

    /** From now on: what the options say, and no later than that of the parent. */
    static Deadline of(CallOptions options, @Nullable Duration otherwise) {
        Duration time = options.timeout() == null ? otherwise : options.timeout();
        Call parent = options.parent();
        Duration above = parent == null ? null : parent.remaining();
        if (time == null || above != null && above.compareTo(time) < 0) {
            time = above;
        }
        return time == null ? NEVER : of(time);
    }

    /** From now on. */
    static Deadline of(Duration time) {
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

    /** By {@link System#nanoTime}; {@link Long#MAX_VALUE} for ever. */
    long nanos() {
        Long end = at;
        return end == null ? Long.MAX_VALUE : end;
    }

    /** No later than the other one. */
    Deadline with(Deadline other) {
        Duration left = left();
        Duration others = other.left();
        return left == null || others != null && others.compareTo(left) < 0 ? other : this;
    }
}
