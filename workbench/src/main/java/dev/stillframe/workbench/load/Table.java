package dev.stillframe.workbench.load;

import java.util.Locale;
import java.util.Map;

/** Servers side by side, as Markdown, with their ratios to one of them and the budgets. */
public final class Table {

    private static final String HEAD =
            """
            | | requests a second | to %1$s | server CPU per request, µs | to %1$s | median, µs | mean, µs | 99 %%, µs | longest, µs | reads and writes* per request | context switches per request |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    private static final String CALLS =
            """

            \\* By `read`, `write` and their like, which Linux counts for each process. It does not count `recv` and `send`, \
            which native transports use as well.
            """;

    private Table() {}

    /**
     * The table.
     *
     * @param measured by name, in the order of the rows
     * @param base the name of the one that the ratios are to
     */
    public static String of(Map<String, Figures> measured, String base) {
        Figures one = measured.get(base);
        if (one == null) {
            throw new IllegalArgumentException(base + " was not measured");
        }
        var table = new StringBuilder(HEAD.formatted(base));
        measured.forEach((name, figures) -> table.append(row(name, figures, one)));
        return table.append(CALLS).append(budgets(measured)).toString();
    }

    private static String row(String name, Figures figures, Figures base) {
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %.2f | %.2f | %,.0f | %,.0f | %,.0f | %,.0f | %.3f | %.3f"
                        + " |%n",
                name,
                figures.perSecond(),
                figures.perSecond() / base.perSecond(),
                figures.cpu(),
                figures.cpu() / base.cpu(),
                figures.median(),
                figures.mean(),
                figures.ninetyNine(),
                figures.max(),
                figures.calls(),
                figures.switches());
    }

    private static String budgets(Map<String, Figures> measured) {
        var table = new StringBuilder();
        for (Budget budget : Budget.ALL) {
            budget.row(measured)
                    .ifPresent(
                            row -> {
                                if (table.isEmpty()) {
                                    table.append(System.lineSeparator()).append(Budget.HEAD);
                                }
                                table.append(row);
                            });
        }
        return table.toString();
    }
}
