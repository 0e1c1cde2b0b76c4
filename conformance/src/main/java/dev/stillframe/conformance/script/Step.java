package dev.stillframe.conformance.script;

import dev.stillframe.api.message.Octets;
import java.util.function.Function;

/** One thing that a case does before it looks at what comes of it. */
public sealed interface Step {
    /** What it does, in words. */
    String words();

    /**
     * Octets are sent.
     *
     * @param octets what, seen from the stage at that time
     */
    record Send(String words, Function<Stage, Octets> octets) implements Step {}

    /** Something is done with the connection that needs more than octets. */
    record Act(String words, Action action) implements Step {}

    /** An action on a stage. */
    interface Action {
        /**
         * Does it.
         *
         * @throws Unready when the peer did not take part
         */
        void on(Stage stage) throws Unready;
    }
}
