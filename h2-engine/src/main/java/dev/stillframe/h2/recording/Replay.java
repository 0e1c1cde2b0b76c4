package dev.stillframe.h2.recording;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.h2.connection.ConnectionState;
import java.util.List;

/**
 * A recorded connection that runs again: a value between two steps.
 *
 * @param state the connection as it is here
 */
public record Replay(Iteration state) {
    /**
     * A step that was taken again.
     *
     * @param next where the replay goes on
     * @param effects what came of it now; none when it threw
     * @param outcome the same in short, to be compared with the recorded one
     */
    public record Replayed(Replay next, List<Effect> effects, Outcome outcome) {}

    /** Before the first step. */
    public static Replay of(Options options) {
        return new Replay(ConnectionState.initial(options));
    }

    /**
     * Takes a step again. A step that throws leaves the state as it was, as it did in the field.
     */
    public Replayed step(Step step) {
        try {
            Transition transition = state.step(step.events());
            return new Replayed(
                    new Replay(transition.next()),
                    transition.effects(),
                    Outcome.of(transition.effects()));
        } catch (RuntimeException | StackOverflowError e) {
            return new Replayed(this, List.of(), Outcome.of(e));
        }
    }

    /** Whether it came out as recorded; also where the recording does not say. */
    public static boolean agrees(Step step, Replayed replayed) {
        return step.outcome() == null || step.outcome().equals(replayed.outcome());
    }
}
