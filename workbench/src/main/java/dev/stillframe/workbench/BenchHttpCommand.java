package dev.stillframe.workbench;

import dev.stillframe.workbench.load.Child;
import dev.stillframe.workbench.load.Figures;
import dev.stillframe.workbench.load.H2load;
import dev.stillframe.workbench.load.Round;
import dev.stillframe.workbench.load.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code bench http}: servers under the same load, round by round in turn, so that what drifts on
 * the machine drifts for all. The last rounds count, the ones before warm up.
 */
@Command(
        name = "http",
        description = "Servers side by side under h2load: a Markdown table.",
        mixinStandardHelpOptions = true)
final class BenchHttpCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private Measured measured;

    @Option(
            names = "--base",
            paramLabel = "FRONT",
            description = "The one that the ratios are to: the last by default.")
    private @Nullable String base;

    @Option(names = "--tls", description = "Over TLS instead of TCP.")
    private boolean tls;

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
        List<String> fronts = measured.fronts();
        String to = base == null ? fronts.getLast() : base;
        if (counted < 1 || counted > rounds) {
            throw new ParameterException(spec.commandLine(), "No more can count than rounds.");
        }
        if (!fronts.contains(to)) {
            throw new ParameterException(spec.commandLine(), to + " is not measured.");
        }
        H2load load = new H2load(clients, streams, requests);
        List<Child> servers = new ArrayList<>();
        try {
            for (String front : fronts) {
                servers.add(Servers.start(front, tls));
            }
            Map<String, Figures> figures = measure(load, servers);
            measured.print(tls ? "http over TLS" : "http", told(load) + Table.of(figures, to));
        } finally {
            Servers.close(servers);
        }
        return 0;
    }

    private Map<String, Figures> measure(H2load load, List<Child> servers)
            throws IOException, InterruptedException {
        Map<String, List<Round>> all = new LinkedHashMap<>();
        servers.forEach(server -> all.put(server.name(), new ArrayList<>()));
        long total = (long) requests * (rounds + 1) * servers.size();
        try (Progress progress = Progress.of("requests", total)) {
            long done = 0;
            for (int round = 1; round <= rounds; round++) {
                for (Child server : servers) {
                    Round one = load.against(server, tls);
                    all.get(server.name()).add(one);
                    progress.say(line(round, server.name(), one));
                    done += requests;
                    progress.done(done);
                }
            }
            Map<String, Figures> figures = new LinkedHashMap<>();
            for (Child server : servers) {
                List<Round> last = all.get(server.name()).subList(rounds - counted, rounds);
                figures.put(server.name(), Figures.of(last, load.times(server, tls)));
                done += requests;
                progress.done(done);
            }
            return figures;
        }
    }

    private String line(int round, String front, Round measured) {
        return String.format(
                Locale.ROOT,
                "round %d%s  %-14s %,10.0f requests/s  %6.2f µs CPU  %,8.0f µs mean",
                round,
                round > rounds - counted ? "" : " (warm-up)",
                front,
                measured.perSecond(),
                measured.cpu(),
                measured.mean());
    }

    private String told(H2load load) {
        return "`%s` over %s, rounds %d to %d of %d for each, in turn; JDK %s, %d cores.%n%n"
                .formatted(
                        load.command(),
                        tls ? "TLS" : "TCP",
                        rounds - counted + 1,
                        rounds,
                        rounds,
                        Runtime.version().feature(),
                        Runtime.getRuntime().availableProcessors());
    }
}
