package dev.stillframe.conformance;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.Result.Outcome;
import java.util.List;

/**
 * What came of a run.
 *
 * @param peer which end was under test
 * @param results in the order of the cases
 */
public record Report(Role peer, List<Result> results) {
    /** How many cases had this outcome. */
    public int count(Outcome outcome) {
        return (int) results.stream().filter(result -> result.outcome() == outcome).count();
    }

    /** Whether every demand that applies was met; strictly: and every recommendation. */
    public boolean isPassed(boolean strict) {
        return results.stream().noneMatch(result -> result.outcome(strict) == Outcome.FAILED);
    }

    /** The counts, in words. */
    public String totals() {
        return "%d cases: %d passed, %d with a warning, %d failed, %d not applicable"
                .formatted(
                        results.size(),
                        count(Outcome.PASSED),
                        count(Outcome.WARNED),
                        count(Outcome.FAILED),
                        count(Outcome.NOT_APPLICABLE));
    }
}
