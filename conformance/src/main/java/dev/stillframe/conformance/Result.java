package dev.stillframe.conformance;

import dev.stillframe.conformance.script.Level;
import dev.stillframe.conformance.script.Verdict;
import java.time.Duration;

/**
 * What came of a case.
 *
 * @param verdict the verdict
 * @param took how long it took
 */
public record Result(Case of, Verdict verdict, Duration took) {
    /** A verdict seen from the level of its rule. */
    public enum Outcome {
        PASSED,
        /** All that the RFC demands was done, but not all that it recommends. */
        WARNED,
        FAILED,
        /** The peer does not do what the rule is about. */
        NOT_APPLICABLE
    }

    /** The outcome: to break a SHOULD is worth a warning. */
    public Outcome outcome() {
        return switch (verdict) {
            case Verdict.Passed ignored -> Outcome.PASSED;
            case Verdict.Warned ignored -> Outcome.WARNED;
            case Verdict.Failed ignored ->
                    of.level() == Level.MUST ? Outcome.FAILED : Outcome.WARNED;
            case Verdict.NotApplicable ignored -> Outcome.NOT_APPLICABLE;
        };
    }

    /** The same, where recommendations count like demands. */
    public Outcome outcome(boolean strict) {
        return strict && outcome() == Outcome.WARNED ? Outcome.FAILED : outcome();
    }
}
