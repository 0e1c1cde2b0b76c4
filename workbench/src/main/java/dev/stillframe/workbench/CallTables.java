package dev.stillframe.workbench;

import dev.stillframe.workbench.calls.CallTimes;
import dev.stillframe.workbench.plot.Percentiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Runs of the calls' generator as Markdown and as panels of a plot. */
final class CallTables {
    private static final String UNARY =
            """
            | calls at once | | calls a second | to %1$s | server CPU per call, µs | to %1$s | 50 %%, µs | 99 %%, µs | 99.9 %%, µs | 99.99 %%, µs | longest, µs | wrong |
            | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    private static final String STREAMS =
            """
            | read slowly | | 50 %, µs | 99 %, µs | 99.9 %, µs | 99.99 %, µs | longest, µs | jitter, µs | server CPU per message, µs | messages a second | wrong | taken by each slow reader, a second | sent late, 99 %, µs |
            | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    private CallTables() {}

    /**
     * Calls with one message each way.
     *
     * @param runs by how many calls there are at once, then by front
     * @param base the front that the ratios are to
     */
    static String unary(Map<Integer, Map<String, CallRun>> runs, String base) {
        var table = new StringBuilder(UNARY.formatted(base));
        runs.forEach(
                (atOnce, row) -> {
                    CallRun to = Objects.requireNonNull(row.get(base));
                    row.forEach((name, run) -> table.append(unary(atOnce, name, run, to)));
                });
        return table.toString();
    }

    private static String unary(int atOnce, String name, CallRun run, CallRun base) {
        CallTimes times = run.times();
        return String.format(
                Locale.ROOT,
                "| %d | %s | %,.0f | %.2f | %.2f | %.2f | %s | %,d |%n",
                atOnce,
                name,
                times.perSecond(),
                times.perSecond() / base.times().perSecond(),
                run.cpu(),
                run.cpu() / base.cpu(),
                percentiles(times),
                times.wrong());
    }

    /**
     * Streams.
     *
     * @param runs by how many of them are read slowly, then by front
     */
    static String streams(Map<Integer, Map<String, CallRun>> runs) {
        var table = new StringBuilder(STREAMS);
        runs.forEach(
                (slow, row) -> row.forEach((name, run) -> table.append(stream(slow, name, run))));
        return table.toString();
    }

    private static String stream(int slow, String name, CallRun run) {
        CallTimes times = run.times();
        return String.format(
                Locale.ROOT,
                "| %d | %s | %s | %,.0f | %.2f | %,.0f | %,d | %s | %,.0f |%n",
                slow,
                name,
                percentiles(times),
                times.jitter() / 1e3,
                run.cpu(),
                times.perSecond(),
                times.wrong(),
                slow == 0
                        ? ""
                        : String.format(Locale.ROOT, "%.2f", times.slow() / times.seconds() / slow),
                times.lateness().getValueAtPercentile(99) / 1e3);
    }

    private static String percentiles(CallTimes times) {
        return String.format(
                Locale.ROOT,
                "%,.0f | %,.0f | %,.0f | %,.0f | %,.0f",
                times.micros(50),
                times.micros(99),
                times.micros(99.9),
                times.micros(99.99),
                times.max());
    }

    /** A panel for each case. */
    static List<Percentiles.Panel> panels(
            Map<Integer, Map<String, CallRun>> runs, String one, String more) {
        List<Percentiles.Panel> panels = new ArrayList<>();
        runs.forEach(
                (number, row) -> {
                    List<Percentiles.Line> lines = new ArrayList<>();
                    row.forEach(
                            (name, run) ->
                                    lines.add(new Percentiles.Line(name, run.times()::micros)));
                    panels.add(
                            new Percentiles.Panel(
                                    number + " " + (number == 1 ? one : more), lines));
                });
        return panels;
    }
}
