package dev.stillframe.workbench;

import dev.stillframe.workbench.calls.Frames;
import dev.stillframe.workbench.calls.UnaryLoad;
import dev.stillframe.workbench.load.Child;
import dev.stillframe.workbench.load.Figures;
import dev.stillframe.workbench.load.H2load;
import dev.stillframe.workbench.load.Round;
import dev.stillframe.workbench.load.Table;
import dev.stillframe.workbench.plot.Percentiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The parts of {@code bench grpc}, over servers that run. */
final class CallBench {
    /** Of h2load for each server; the last {@link #COUNTED} count. */
    static final int ROUNDS = 6;

    private static final int COUNTED = 3;

    /** Content of a message of a unary call, in octets. */
    private static final int SMALL = 10;

    private final CallPlan plan;
    private final List<Child> servers;
    private final String base;
    private final Progress progress;
    private final Written written;
    private long done;
    private long wrong;

    /**
     * Nothing runs yet.
     *
     * @param base the name of the one that ratios are to
     */
    CallBench(CallPlan plan, List<Child> servers, String base, Progress progress, Written written) {
        this.plan = plan;
        this.servers = servers;
        this.base = base;
        this.progress = progress;
        this.written = written;
    }

    /** Answers that were not right until now. */
    long wrong() {
        return wrong;
    }

    private void say(String form, Object... values) {
        progress.done(++done);
        progress.say(String.format(Locale.ROOT, form, values));
    }

    void h2load() throws IOException, InterruptedException {
        byte[] frame = new Frames(SMALL).of(1, 1, 1);
        H2load load =
                new H2load(
                        plan.connections,
                        plan.h2loadStreams,
                        plan.requests,
                        new H2load.Post(
                                UnaryLoad.PATH.substring(1),
                                List.of("content-type: application/grpc", "te: trailers"),
                                frame,
                                frame.length));
        Map<String, List<Round>> all = new LinkedHashMap<>();
        for (int round = 1; round <= ROUNDS; round++) {
            for (Child server : servers) {
                Round one = load.against(server, false);
                all.computeIfAbsent(server.name(), ignored -> new ArrayList<>()).add(one);
                say(
                        "round %d  %-22s %,10.0f calls/s  %6.2f µs CPU",
                        round, server.name(), one.perSecond(), one.cpu());
            }
        }
        Map<String, Figures> figures = new LinkedHashMap<>();
        for (Child server : servers) {
            List<Round> last = all.get(server.name()).subList(ROUNDS - COUNTED, ROUNDS);
            figures.put(server.name(), Figures.of(last, load.times(server, false)));
            say("times of %s", server.name());
        }
        written.print(
                "grpc h2load",
                told(
                                "`%s`, unary calls with messages of %d octets, rounds %d to %d of"
                                        + " %d for each, in turn",
                                load.command(),
                                frame.length - 5,
                                ROUNDS - COUNTED + 1,
                                ROUNDS,
                                ROUNDS)
                        + Table.of(figures, base));
    }

    void unary() throws IOException, InterruptedException {
        Map<Integer, Map<String, List<CallRun>>> all = new LinkedHashMap<>();
        for (int calls : plan.atOnce) {
            for (int round = 1; round <= plan.unaryRounds; round++) {
                for (Child server : servers) {
                    List<String> load = load(calls, SMALL, plan.unarySeconds);
                    if (plan.caller == CallPlan.Caller.GRPC_JAVA) {
                        load.add("--grpc-java");
                    }
                    CallRun run = CallRun.of(server, load, plan.warmUp + plan.unarySeconds);
                    all.computeIfAbsent(calls, ignored -> new LinkedHashMap<>())
                            .computeIfAbsent(server.name(), ignored -> new ArrayList<>())
                            .add(run);
                    noted(server, run);
                }
            }
        }
        Map<Integer, Map<String, CallRun>> sums = new LinkedHashMap<>();
        all.forEach(
                (calls, row) -> {
                    Map<String, CallRun> each = new LinkedHashMap<>();
                    row.forEach((name, runs) -> each.put(name, CallRun.sum(runs)));
                    sums.put(calls, each);
                });
        String head =
                told(
                        "Unary calls%s, a closed loop, %d rounds of %s s after %s s of warm-up for"
                                + " each, over at the most %d connections",
                        plan.caller == CallPlan.Caller.OWN ? "" : " by grpc-java's client",
                        plan.unaryRounds,
                        number(plan.unarySeconds),
                        number(plan.warmUp),
                        plan.connections);
        publish(
                "grpc unary",
                head + CallTables.unary(sums, base),
                CallTables.panels(sums, "call at once", "calls at once"),
                "grpc-unary.svg");
    }

    void streams() throws IOException, InterruptedException {
        Map<Integer, Map<String, CallRun>> all = new LinkedHashMap<>();
        for (int few : plan.slows()) {
            for (Child server : servers) {
                List<String> load = load(plan.streams, plan.octets, plan.seconds);
                load.addAll(List.of("--rate", "" + plan.rate, "--slow", "" + few));
                CallRun run = CallRun.of(server, load, plan.warmUp + plan.seconds);
                all.computeIfAbsent(few, ignored -> new LinkedHashMap<>()).put(server.name(), run);
                noted(server, run);
            }
        }
        String head =
                told(
                        "%d bidirectional calls over %d connections, %s messages a second on each,"
                                + " each way, with %d octets of content; %s s after %s s of warm-up;"
                                + " times from when a message was due; slow readers' own times are not"
                                + " in the percentiles",
                        plan.streams,
                        plan.connections,
                        number(plan.rate),
                        plan.octets,
                        number(plan.seconds),
                        number(plan.warmUp));
        publish(
                "grpc streams",
                head + CallTables.streams(all),
                CallTables.panels(all, "stream read slowly", "streams read slowly"),
                "grpc-streams.svg");
    }

    private List<String> load(int calls, int content, double time) {
        return new ArrayList<>(
                List.of(
                        "--calls",
                        "" + calls,
                        "--connections",
                        "" + plan.connections,
                        "--octets",
                        "" + content,
                        "--warm-up",
                        "" + plan.warmUp,
                        "--seconds",
                        "" + time));
    }

    private void noted(Child server, CallRun run) {
        wrong += run.times().wrong();
        say(
                "%-22s %,10.0f/s  %6.2f µs CPU  %,8.0f µs 50 %%  %,8.0f µs 99 %%  %,d wrong",
                server.name(),
                run.times().perSecond(),
                run.cpu(),
                run.times().micros(50),
                run.times().micros(99),
                run.times().wrong());
    }

    /** What was measured, in a sentence before its table. */
    private static String told(String form, Object... values) {
        return String.format(Locale.ROOT, form, values)
                + "; JDK %d, %d cores.%n%n"
                        .formatted(
                                Runtime.version().feature(),
                                Runtime.getRuntime().availableProcessors());
    }

    private void publish(String block, String text, List<Percentiles.Panel> panels, String plot)
            throws IOException {
        if (wrong > 0) {
            written.say(text); // these are no figures to keep
            return;
        }
        Path document = written.document();
        String picture = "";
        if (document != null) {
            Files.writeString(document.resolveSibling(plot), Percentiles.of(panels));
            picture = "%n![Times by percentile](%s)%n".formatted(plot);
        }
        written.print(block, text + picture);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
