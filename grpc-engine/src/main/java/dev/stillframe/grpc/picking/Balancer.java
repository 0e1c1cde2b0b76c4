package dev.stillframe.grpc.picking;

import dev.stillframe.api.grpc.Connectivity;
import dev.stillframe.grpc.config.LoadBalancing;
import dev.stillframe.grpc.delay.Times;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel's connections at rest between two steps: an immutable value. It may be kept, stepped
 * again and stepped differently. A step costs O(n) in what there is of subchannels and waiting
 * calls; a choice by {@link #picker} costs O(1) where no subchannel is avoided.
 *
 * @param <A> addresses; compared by {@code equals}
 */
public final class Balancer<A> {
    /**
     * The look-up of the name.
     *
     * @param running whether it is asked for
     * @param wanted whether it is wanted
     * @param began when it was asked for last
     * @param nextAt when it may be asked for next
     * @param failures in a row
     * @param error of the last one; empty when it went well
     */
    record Resolution(
            boolean running, boolean wanted, long began, long nextAt, int failures, String error) {}

    /**
     * All of it.
     *
     * @param throwsMade how often chance was asked
     * @param plan how calls are spread; the default until the name has been looked up
     * @param addresses the last that are known, in the resolver's order
     * @param subchannels in the order of the addresses
     * @param made how many subchannels there ever were
     * @param waiters in the order in which they came
     * @param turn of the next pick
     * @param awake whether connections are wanted
     * @param shutdown for good
     * @param wakeAt when the next step is needed
     */
    record State<A>(
            BalancerOptions options,
            long seed,
            long throwsMade,
            long now,
            Plan plan,
            List<A> addresses,
            Resolution resolution,
            List<Subchannel<A>> subchannels,
            int made,
            List<Waiter> waiters,
            long turn,
            Outliers<A> outliers,
            Connectivity connectivity,
            Picker picker,
            boolean awake,
            boolean shutdown,
            long wakeAt) {}

    private final State<A> state;

    private Balancer(State<A> state) {
        this.state = state;
    }

    /**
     * An idle one.
     *
     * @param seed from which all chance is derived; another one for each channel
     * @param nanos the time now, in the nanoseconds of {@link BalancerEvent.Clock}
     */
    public static <A> Balancer<A> of(BalancerOptions options, long seed, long nanos) {
        return new Balancer<>(
                new State<>(
                        options,
                        seed,
                        0,
                        nanos,
                        new Plan(LoadBalancing.DEFAULT, null),
                        List.of(),
                        new Resolution(false, false, nanos, nanos, 0, ""),
                        List.of(),
                        0,
                        List.of(),
                        seed,
                        Outliers.none(seed),
                        Connectivity.IDLE,
                        new Picker.Wait(),
                        false,
                        false,
                        Times.NEVER));
    }

    /** The balancer after these events, and what must now be done. Total: no input throws. */
    public BalancerTransition<A> step(List<? extends BalancerEvent<A>> events) {
        Draft<A> draft = new Draft<>(state);
        for (BalancerEvent<A> event : events) {
            draft.event(event);
        }
        draft.settle();
        State<A> next = draft.freeze();
        return new BalancerTransition<>(
                next.equals(state) ? this : new Balancer<>(next), List.copyOf(draft.effects));
    }

    /** How far the channel is. */
    public Connectivity connectivity() {
        return state.connectivity;
    }

    /** Where calls go at the moment. */
    public Picker picker() {
        return state.picker;
    }

    /** Whether {@link BalancerEvent.Served} makes a difference. */
    public boolean counts() {
        return state.outliers.config() != null;
    }

    /** How many calls wait. */
    public int waiting() {
        return state.waiters.size();
    }

    /** When a step is needed though nothing happens; {@link Long#MAX_VALUE} for never. */
    public long wakeAt() {
        return state.wakeAt;
    }

    State<A> state() {
        return state;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Balancer<?> that && state.equals(that.state);
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
