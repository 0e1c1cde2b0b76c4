package dev.stillframe.h2.race;

import dev.stillframe.api.client.RaceOptions;
import java.util.List;

/**
 * A race at rest between two steps: an immutable value.
 *
 * @param <A> addresses
 */
public final class Race<A> {
    private Race() {}

    /**
     * A race that waits for addresses.
     *
     * @param nanos the time now, in the nanoseconds of {@link RaceEvent.Clock}
     */
    public static <A> Race<A> of(RaceOptions options, long nanos) {
        return new Race<>();
    }

    /** The race after these events, and what must now be done. Total: no input throws. */
    public RaceTransition<A> step(List<RaceEvent<A>> events) {
        return new RaceTransition<>(this, List.of());
    }

    /** Whether there is a winner, or there will be none. */
    public boolean isOver() {
        return false;
    }

    /** When a step is needed though nothing happens; {@link Long#MAX_VALUE} for never. */
    public long wakeAt() {
        return Long.MAX_VALUE;
    }
}
