package dev.stillframe.workbench.load;

import java.util.Locale;

/** Two fronts side by side, as Markdown: the first against the second. */
public final class Table {

    private Table() {}

    /**
     * The table.
     *
     * @param throughput the budget for requests a second, as a ratio, at least; 0 for none
     * @param cpu the budget for CPU per request, as a ratio, at most; 0 for none
     */
    public static String of(
            String first, Figures a, String second, Figures b, double throughput, double cpu) {
        StringBuilder table = new StringBuilder();
        table.append("| | %s | %s | ratio | budget |%n".formatted(first, second));
        table.append("| --- | ---: | ---: | ---: | --- |\n");
        double more = a.perSecond() / b.perSecond();
        line(
                table,
                "requests a second",
                "%,.0f",
                a.perSecond(),
                b.perSecond(),
                budget("at least", throughput, more >= throughput));
        double less = a.cpu() / b.cpu();
        line(
                table,
                "server CPU per request, µs",
                "%.2f",
                a.cpu(),
                b.cpu(),
                budget("at most", cpu, less <= cpu));
        line(table, "time for a request, mean, µs", "%,.0f", a.mean(), b.mean(), "");
        line(table, "time for a request, median, µs", "%,.0f", a.median(), b.median(), "");
        line(table, "time for a request, 99 %, µs", "%,.0f", a.ninetyNine(), b.ninetyNine(), "");
        line(table, "time for a request, longest, µs", "%,.0f", a.max(), b.max(), "");
        line(table, "context switches per request", "%.3f", a.switches(), b.switches(), "");
        line(table, "read and write calls per request", "%.3f", a.calls(), b.calls(), "");
        return table.toString();
    }

    private static void line(
            StringBuilder table, String what, String form, double a, double b, String budget) {
        String row = "| %s | " + form + " | " + form + " | %.2f | %s |%n";
        table.append(String.format(Locale.ROOT, row, what, a, b, b == 0 ? 0 : a / b, budget));
    }

    private static String budget(String bound, double ratio, boolean kept) {
        return ratio == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%s %.1f: %s",
                        bound,
                        ratio,
                        kept ? "kept" : "**not reached**");
    }
}
