package dev.stillframe.workbench;

import dev.stillframe.workbench.client.Latency;
import dev.stillframe.workbench.load.Child;
import dev.stillframe.workbench.load.H2load;
import dev.stillframe.workbench.plot.Percentiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench latency}: how long answers take when requests come at a constant rate, whatever the
 * server does. The generator is a process of its own for each run.
 */
@Command(
        name = "latency",
        description = "Times of answers at a constant rate, as a Markdown table and a plot.",
        mixinStandardHelpOptions = true)
final class BenchLatencyCommand implements Callable<Integer> {

    /** Which ports are measured. */
    enum Transports {
        OFF(List.of(false)),
        ON(List.of(true)),
        BOTH(List.of(false, true));

        private final List<Boolean> tls;

        Transports(List<Boolean> tls) {
            this.tls = tls;
        }
    }

    /** What the generator allocates for a request, in octets, with a margin. */
    private static final double ALLOCATION = 4_096;

    private static final double TLS_ALLOCATION = 8_192;

    private static final int MEBI = 1 << 20;

    private static final String PLOT = "latency.svg";
    private static final String HEAD =
            """
            | over | connections | | 50 %, µs | 99 %, µs | 99.9 %, µs | 99.99 %, µs | longest, µs | errors | answers a second | sent late, 99 %, µs |
            | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    @Mixin private Measured measured;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "17000",
            description = "Requests a second, over all connections. ${DEFAULT-VALUE} by default.")
    private double rate;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "30",
            description = "How long each run counts. ${DEFAULT-VALUE} by default.")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "10",
            description = "How long each runs before that. ${DEFAULT-VALUE} by default.")
    private double warmUp;

    @Option(
            names = "--before",
            paramLabel = "N",
            defaultValue = "1200000",
            description =
                    "Requests that warm each server up once, by h2load; 0 for none."
                            + " ${DEFAULT-VALUE} by default.")
    private int before;

    @Option(
            names = "--connections",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,10,100",
            description = "How many connections, run by run. ${DEFAULT-VALUE} by default.")
    private List<Integer> connections = List.of();

    @Option(
            names = "--tls",
            paramLabel = "WHICH",
            defaultValue = "both",
            description = "One of: ${COMPLETION-CANDIDATES}. ${DEFAULT-VALUE} by default.")
    private Transports transports = Transports.BOTH;

    /** What a panel of the plot shows. */
    private record Case(boolean tls, int connections) {
        String over() {
            return tls ? "TLS" : "TCP";
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Case> cases = new ArrayList<>();
        transports.tls.forEach(tls -> connections.forEach(n -> cases.add(new Case(tls, n))));
        List<String> fronts = measured.fronts();
        Map<Case, Map<String, Latency>> all = new LinkedHashMap<>();
        long runs = (long) cases.size() * fronts.size();
        try (Progress progress = Progress.of("runs", runs)) {
            int done = 0;
            for (boolean tls : transports.tls) {
                List<Child> servers = new ArrayList<>();
                try {
                    for (String front : fronts) {
                        servers.add(warm(Servers.start(front, tls), tls));
                    }
                    for (Case one : cases.stream().filter(c -> c.tls() == tls).toList()) {
                        Map<String, Latency> row = new LinkedHashMap<>();
                        for (Child server : servers) {
                            progress.done(done++);
                            row.put(server.name(), run(one, server));
                            progress.say(row(one, server.name(), row.get(server.name())).strip());
                        }
                        all.put(one, row);
                    }
                } finally {
                    Servers.close(servers);
                }
            }
        }
        publish(all);
        return 0;
    }

    private Child warm(Child server, boolean tls) throws IOException, InterruptedException {
        if (before > 0) {
            new H2load(10, 32, before).against(server, tls);
        }
        return server;
    }

    /**
     * Options for the generator's JVM: a new generation in which a whole run fits, so that no
     * collection of its own is taken for the server's slowness; as far as the machine has memory.
     */
    private String[] generator(boolean tls) {
        double each = tls ? TLS_ALLOCATION : ALLOCATION;
        // A fifth of it is kept free for survivors.
        double octets = rate * (warmUp + seconds) * each / 0.8;
        long most = Runtime.getRuntime().maxMemory() / MEBI;
        long young = Math.min(most, 256 + (long) (octets / MEBI));
        return new String[] {
            "-XX:+UseSerialGC",
            "-XX:+AlwaysPreTouch",
            "-Xmn" + young + "m",
            "-Xms" + (young + 128) + "m",
            "-Xmx" + (young + 128) + "m"
        };
    }

    private Latency run(Case one, Child server) throws IOException, InterruptedException {
        List<String> command = Servers.self(generator(one.tls()));
        command.addAll(List.of("load", "--port", "" + server.port(one.tls())));
        command.addAll(List.of("--rate", "" + rate, "--connections", "" + one.connections()));
        command.addAll(List.of("--warm-up", "" + warmUp, "--seconds", "" + seconds));
        if (one.tls()) {
            command.add("--tls");
        }
        Process generator =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines = generator.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Latency.isLine(line)) {
                    return Latency.of(line);
                }
            }
        } finally {
            generator.destroy();
            generator.waitFor();
        }
        throw new IllegalStateException("the load on " + server.name() + " could not be run");
    }

    private void publish(Map<Case, Map<String, Latency>> all) throws IOException {
        var text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%,.0f requests a second, open loop, %s s after %s s of warm-up; times from"
                                + " when a request should have been sent; JDK %s, %d cores.%n%n",
                        rate,
                        number(seconds),
                        number(warmUp),
                        Runtime.version().feature(),
                        Runtime.getRuntime().availableProcessors()));
        text.append(HEAD);
        List<Percentiles.Panel> panels = new ArrayList<>();
        all.forEach(
                (one, row) -> {
                    List<Percentiles.Line> lines = new ArrayList<>();
                    row.forEach(
                            (name, latency) -> {
                                text.append(row(one, name, latency));
                                lines.add(new Percentiles.Line(name, latency::micros));
                            });
                    panels.add(new Percentiles.Panel(title(one), lines));
                });
        Path document = measured.document();
        if (document != null) {
            Files.writeString(document.resolveSibling(PLOT), Percentiles.of(panels));
            text.append("%n![Times by percentile](%s)%n".formatted(PLOT));
        }
        measured.print("latency", text.toString());
    }

    private static String title(Case one) {
        return one.connections()
                + (one.connections() == 1 ? " connection over " : " connections over ")
                + one.over();
    }

    private static String row(Case one, String name, Latency latency) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %s | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f | %,d | %,.0f | %,.0f |%n",
                one.over(),
                one.connections(),
                name,
                latency.micros(50),
                latency.micros(99),
                latency.micros(99.9),
                latency.micros(99.99),
                latency.max(),
                latency.errors(),
                latency.perSecond(),
                latency.lateness().getValueAtPercentile(99) / 1e3);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
