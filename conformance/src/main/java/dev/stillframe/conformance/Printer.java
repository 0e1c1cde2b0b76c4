package dev.stillframe.conformance;

import dev.stillframe.conformance.Result.Outcome;
import dev.stillframe.conformance.script.Verdict;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A report for people: a line for each section, what was not passed with what was expected and
 * seen, and the totals.
 *
 * @param out where it goes
 * @param all whether cases that were passed get a line too
 * @param strict whether warnings are failures
 */
public record Printer(PrintWriter out, boolean all, boolean strict) {
    /** Prints all of it. */
    public void print(Report report) {
        Map<String, List<Result>> sections =
                report.results().stream()
                        .collect(
                                Collectors.groupingBy(
                                        result -> result.of().section(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        Map<String, String> titles = Suite.titles();
        sections.forEach(
                (number, results) -> {
                    long passed =
                            results.stream()
                                    .filter(result -> result.outcome() == Outcome.PASSED)
                                    .count();
                    out.printf(
                            "%-6s %-46s %3d of %d%n",
                            number, titles.getOrDefault(number, ""), passed, results.size());
                    results.forEach(this::result);
                });
        out.println();
        out.println(report.totals());
        out.flush();
    }

    /** Prints the cases of a suite, and plays none. */
    public void list(Suite suite) {
        for (Case one : suite.cases()) {
            out.printf("%-9s %-6s %s%n", one.id(), one.level(), one.rule());
        }
        out.flush();
    }

    private void result(Result result) {
        Case one = result.of();
        Outcome outcome = result.outcome(strict);
        if (outcome == Outcome.PASSED || outcome == Outcome.NOT_APPLICABLE) {
            if (all) {
                out.printf(
                        "  %-7s %-9s %-6s %s%s%n",
                        outcome == Outcome.PASSED ? "passed" : "-",
                        one.id(),
                        one.level(),
                        one.rule(),
                        remark(result.verdict()));
            }
            return;
        }
        out.printf(
                "  %-7s %-9s %-6s %s%n",
                outcome == Outcome.FAILED ? "FAILED" : "warning",
                one.id(),
                one.level(),
                one.rule());
        if (!one.sends().isEmpty()) {
            out.printf("          sent:     %s%n", one.sends());
        }
        out.printf("          expected: %s%n", expected(result.verdict()));
        out.printf("          seen:     %s%n", seen(result.verdict()));
    }

    private static String remark(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Passed passed ->
                    passed.remark().isEmpty() ? "" : " (" + passed.remark() + ")";
            case Verdict.NotApplicable not -> " (not applicable: " + not.why() + ")";
            case Verdict.Warned ignored -> "";
            case Verdict.Failed ignored -> "";
        };
    }

    static String expected(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Warned warned -> warned.expected();
            case Verdict.Failed failed -> failed.expected();
            case Verdict.Passed ignored -> "";
            case Verdict.NotApplicable ignored -> "";
        };
    }

    static String seen(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Warned warned -> warned.seen();
            case Verdict.Failed failed -> failed.seen();
            case Verdict.Passed passed -> passed.remark();
            case Verdict.NotApplicable not -> not.why();
        };
    }
}
