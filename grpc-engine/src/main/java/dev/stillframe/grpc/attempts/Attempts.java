package dev.stillframe.grpc.attempts;

import dev.stillframe.grpc.config.AttemptPolicy;
import dev.stillframe.grpc.delay.Times;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call's attempts at rest between two steps: an immutable value. It may be kept, stepped again
 * and stepped differently.
 */
public final class Attempts {
    /** How often an attempt that never left the client is made again; then something is broken. */
    public static final int MOST_NOT_SENT = 1000;

    /**
     * An attempt that runs.
     *
     * @param number its own
     * @param previous how many that count went before it
     * @param sent messages, as far as is known
     */
    record Running(int number, int previous, int sent) {}

    /** What becomes of the buffer. */
    enum Buffer {
        /** It holds all that was sent. */
        WHOLE,
        /** It is full: the next attempt, or the one that runs, is the last. */
        FULL,
        /** It belongs to one attempt. */
        COMMITTED
    }

    /**
     * All of it.
     *
     * @param seed of the jitter
     * @param now the latest time known
     * @param deadline of the whole call
     * @param began how many attempts have begun, transparent retries included
     * @param made how many of these count for {@code maxAttempts}
     * @param running those that run, in the order of their numbers
     * @param refused whether a transparent retry of what was not processed has been made
     * @param notSent transparent retries of what never left the client
     * @param backoffs delays since the beginning or the last push-back
     * @param nextAt when the next attempt may begin; {@link Times#NEVER} for none
     * @param notBefore until when the server wants no other one
     * @param buffer what becomes of it
     * @param buffered octets of this call within {@link Shared#buffered}
     * @param last how the last attempt failed, or null
     * @param over whether the call is
     * @param wakeAt when the next step is needed
     */
    record State(
            AttemptPolicy policy,
            BufferLimits limits,
            long seed,
            long now,
            long deadline,
            int began,
            int made,
            List<Running> running,
            boolean refused,
            int notSent,
            int backoffs,
            long nextAt,
            long notBefore,
            Buffer buffer,
            long buffered,
            AttemptsEffect.@Nullable Done last,
            boolean over,
            long wakeAt) {}

    private final State state;

    private Attempts(State state) {
        this.state = state;
    }

    /**
     * A call before its start.
     *
     * @param deadline in the clock's nanoseconds; {@link Long#MAX_VALUE} for none
     * @param seed from which all jitter is derived; another one for each call
     * @param nanos the time now
     */
    public static Attempts of(
            AttemptPolicy policy, BufferLimits limits, long deadline, long seed, long nanos) {
        return new Attempts(
                new State(
                        policy,
                        limits,
                        seed,
                        nanos,
                        deadline,
                        0,
                        0,
                        List.of(),
                        false,
                        0,
                        0,
                        Times.NEVER,
                        nanos,
                        Buffer.WHOLE,
                        0,
                        null,
                        false,
                        Times.NEVER));
    }

    /**
     * The attempts after these events, and what must now be done. Total: no input throws.
     *
     * @param shared what the channel's calls share, as it is now
     */
    public AttemptsTransition step(List<? extends AttemptsEvent> events, Shared shared) {
        Draft draft = new Draft(state, shared);
        for (AttemptsEvent event : events) {
            draft.event(event);
        }
        draft.settle();
        State next = draft.freeze();
        return new AttemptsTransition(
                next.equals(state) ? this : new Attempts(next),
                draft.shared,
                List.copyOf(draft.effects));
    }

    /** Whether the call is over. */
    public boolean isOver() {
        return state.over;
    }

    /** Whether any attempt runs. */
    public boolean isRunning() {
        return !state.running.isEmpty();
    }

    /** How many attempts have begun. */
    public int began() {
        return state.began;
    }

    /** When a step is needed though nothing happens; {@link Long#MAX_VALUE} for never. */
    public long wakeAt() {
        return state.wakeAt;
    }

    State state() {
        return state;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Attempts that && state.equals(that.state);
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
