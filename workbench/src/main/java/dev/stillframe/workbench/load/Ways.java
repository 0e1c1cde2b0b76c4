package dev.stillframe.workbench.load;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long the transfers of a server took, in seconds: the median of the rounds.
 *
 * @param upNear an upload without delay
 * @param upFar an upload with it
 * @param downNear a download without delay
 * @param downFar a download with it
 */
public record Ways(double upNear, double upFar, double downNear, double downFar) {

    /** What the same server is called whose receive windows are as large as they can be. */
    public static final String UNLIMITED = "-unlimited";

    private static final String NATIVE = "-native";

    /** Windows have to grow first, over some times there and back. */
    private static final double AT_MOST = 1.25;

    private static final String HEAD =
            """
            | server | upload, near, s | upload, far, s | to unlimited | download, near, s | download, far, s | to unlimited |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    private static final String BUDGETS =
            """

            | budget | far, to unlimited | at most | |
            | --- | ---: | ---: | --- |
            """;

    /** The medians of some rounds. */
    public static Ways median(List<Ways> rounds) {
        return new Ways(
                middle(rounds.stream().mapToDouble(Ways::upNear).sorted().toArray()),
                middle(rounds.stream().mapToDouble(Ways::upFar).sorted().toArray()),
                middle(rounds.stream().mapToDouble(Ways::downNear).sorted().toArray()),
                middle(rounds.stream().mapToDouble(Ways::downFar).sorted().toArray()));
    }

    private static double middle(double[] sorted) {
        return sorted[(sorted.length - 1) / 2];
    }

    /**
     * Servers side by side as Markdown, with how they compare to the one with unlimited windows
     * where that was measured too, and whether ours is not slower.
     */
    public static String table(Map<String, Ways> measured) {
        var table = new StringBuilder(HEAD);
        var budgets = new StringBuilder();
        measured.forEach(
                (name, ways) -> {
                    String line = name.replace(NATIVE, "").replace(UNLIMITED, "");
                    Ways free = measured.get(line + UNLIMITED);
                    table.append(ways.row(name, free));
                    if (free != null && name.equals(line)) {
                        budgets.append(budget(name + ", upload", ways.upFar / free.upFar))
                                .append(budget(name + ", download", ways.downFar / free.downFar));
                    }
                });
        return budgets.isEmpty() ? table.toString() : table + BUDGETS + budgets;
    }

    private String row(String name, @Nullable Ways free) {
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %s | %.2f | %.2f | %s |%n",
                name,
                upNear,
                upFar,
                free == null ? "" : ratio(upFar / free.upFar),
                downNear,
                downFar,
                free == null ? "" : ratio(downFar / free.downFar));
    }

    private static String budget(String what, double ratio) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s |%n",
                what,
                ratio(ratio),
                ratio(AT_MOST),
                ratio <= AT_MOST ? "kept" : "**not reached**");
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
