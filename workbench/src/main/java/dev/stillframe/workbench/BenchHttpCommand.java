package dev.stillframe.workbench;

import dev.stillframe.workbench.load.Child;
import dev.stillframe.workbench.load.Figures;
import dev.stillframe.workbench.load.H2load;
import dev.stillframe.workbench.load.Round;
import dev.stillframe.workbench.load.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code bench http [FRONT PEER]}: two fronts under the same load, round by round in turn, so that
 * what drifts on the machine drifts for both. The last rounds count, the ones before warm up.
 *
 * <p>The table goes to stdout, the progress to stderr.
 */
@Command(
        name = "http",
        description = "Two fronts side by side under h2load: a Markdown table.",
        mixinStandardHelpOptions = true)
final class BenchHttpCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "FRONT PEER",
            arity = "0..2",
            description = "What is compared with what: jetty with jetty-native by default.")
    private List<String> fronts = List.of("jetty", "jetty-native");

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "6",
            description = "Rounds for each, warm-up among them. ${DEFAULT-VALUE} by default.")
    private int rounds;

    @Option(
            names = "--counted",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many of them count: the last. ${DEFAULT-VALUE} by default.")
    private int counted;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "400000",
            description = "Requests in a round. ${DEFAULT-VALUE} by default.")
    private int requests;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "10",
            description = "Connections. ${DEFAULT-VALUE} by default.")
    private int clients;

    @Option(
            names = "--streams",
            paramLabel = "N",
            defaultValue = "32",
            description = "Requests at once on each connection. ${DEFAULT-VALUE} by default.")
    private int streams;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (fronts.size() != 2 || counted < 1 || counted > rounds) {
            throw new ParameterException(
                    spec.commandLine(), "Two fronts, and no more counted rounds than rounds.");
        }
        H2load load = new H2load(clients, streams, requests);
        List<Round> first = new ArrayList<>();
        List<Round> second = new ArrayList<>();
        try (Child a = Child.start(self(), fronts.get(0));
                Child b = Child.start(self(), fronts.get(1))) {
            for (int round = 1; round <= rounds; round++) {
                first.add(tell(round, fronts.get(0), load.against(a)));
                second.add(tell(round, fronts.get(1), load.against(b)));
            }
            Figures ours = Figures.of(last(first), load.times(a));
            Figures peers = Figures.of(last(second), load.times(b));
            print(load, ours, peers);
        }
        return 0;
    }

    private List<Round> last(List<Round> all) {
        return all.subList(rounds - counted, rounds);
    }

    private Round tell(int round, String front, Round measured) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf(
                Locale.ROOT,
                "round %d%s  %-14s %,10.0f requests/s  %6.2f µs CPU  %,8.0f µs mean%n",
                round,
                round > rounds - counted ? "" : " (warm-up)",
                front,
                measured.perSecond(),
                measured.cpu(),
                measured.mean());
        err.flush();
        return measured;
    }

    private void print(H2load load, Figures ours, Figures peers) {
        boolean budgeted = fronts.equals(List.of("jetty", "jetty-native"));
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "`%s`, rounds %d to %d of %d for each, in turn; JDK %s, %d cores.%n%n",
                load.command(),
                rounds - counted + 1,
                rounds,
                rounds,
                Runtime.version().feature(),
                Runtime.getRuntime().availableProcessors());
        // Section 6 of the design: Jetty with Stillframe against Jetty's own.
        out.print(
                Table.of(
                        fronts.get(0),
                        ours,
                        fronts.get(1),
                        peers,
                        budgeted ? 1.5 : 0,
                        budgeted ? 0.7 : 0));
        out.flush();
    }

    /** This workbench again, with the JVM options of this run. */
    private static List<String> self() {
        List<String> command = new ArrayList<>();
        command.add(Tree.java());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return command;
    }
}
