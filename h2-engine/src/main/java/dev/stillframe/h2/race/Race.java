package dev.stillframe.h2.race;

import dev.stillframe.api.client.RaceOptions;
import dev.stillframe.api.client.RaceOptions.Family;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A race at rest between two steps: an immutable value. It may be kept, stepped again and stepped
 * differently.
 *
 * <p>Attempts begin with the preferred family and take turns between the two (RFC 8305 section 4).
 * The next one is made when the last has had its time, or has failed; what goes on goes on (section
 * 5). The first that connects wins, and the others are cancelled. Addresses of the other family
 * wait shortly for those of the preferred one (section 3).
 *
 * @param <A> addresses; compared by {@code equals} only where races are
 */
public final class Race<A> {
    /**
     * One attempt.
     *
     * @param running whether it may still connect
     */
    record Run<A>(A address, boolean running) {}

    /**
     * What one family has.
     *
     * @param answered whether the resolver has answered
     * @param left addresses that have not been tried
     * @param error why there are none; empty when that is not known
     */
    record Found<A>(boolean answered, List<A> left, String error) {}

    /**
     * All of it.
     *
     * @param began when
     * @param now the latest time known
     * @param first what the preferred family has
     * @param second what the other one has
     * @param secondAt when the other one's addresses came
     * @param last the family that was tried last, or null
     * @param runs all attempts, by their numbers
     * @param nextAt when the next may be made
     * @param over whether the race is
     * @param wakeAt when the next step is needed
     */
    record State<A>(
            RaceOptions options,
            long began,
            long now,
            Found<A> first,
            Found<A> second,
            long secondAt,
            @Nullable Family last,
            List<Run<A>> runs,
            List<RaceEffect.Failure<A>> failures,
            long nextAt,
            boolean over,
            long wakeAt) {}

    private final State<A> state;

    private Race(State<A> state) {
        this.state = state;
    }

    /**
     * A race that waits for addresses. Its time-out begins now.
     *
     * @param nanos the time now, in the nanoseconds of {@link RaceEvent.Clock}
     */
    public static <A> Race<A> of(RaceOptions options, long nanos) {
        Found<A> unknown = new Found<>(false, List.of(), "");
        return new Race<>(
                new State<>(
                        options,
                        nanos,
                        nanos,
                        unknown,
                        unknown,
                        nanos,
                        null,
                        List.of(),
                        List.of(),
                        nanos,
                        false,
                        Long.MAX_VALUE));
    }

    /** The race after these events, and what must now be done. Total: no input throws. */
    public RaceTransition<A> step(List<? extends RaceEvent<A>> events) {
        Draft<A> draft = new Draft<>(state);
        for (RaceEvent<A> event : events) {
            draft.event(event);
        }
        draft.settle();
        State<A> next = draft.freeze();
        return new RaceTransition<>(
                next.equals(state) ? this : new Race<>(next), List.copyOf(draft.effects));
    }

    /** Whether there is a winner, or there will be none. */
    public boolean isOver() {
        return state.over;
    }

    /** When a step is needed though nothing happens; {@link Long#MAX_VALUE} for never. */
    public long wakeAt() {
        return state.wakeAt;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Race<?> that && state.equals(that.state);
    }

    @Override
    public int hashCode() {
        return state.hashCode();
    }

    @Override
    public String toString() {
        return state.toString();
    }
}
