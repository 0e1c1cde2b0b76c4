package dev.stillframe.workbench;

import dev.stillframe.workbench.load.Child;
import dev.stillframe.workbench.load.Distance;
import dev.stillframe.workbench.load.Netem;
import dev.stillframe.workbench.load.Ways;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code bench distance}: one large upload and one large download, near and far. A window that does
 * not grow with the way lets through one of itself for each time there and back.
 */
@Command(
        name = "distance",
        description = "Large transfers from far away: a Markdown table.",
        mixinStandardHelpOptions = true)
final class BenchDistanceCommand implements Callable<Integer> {

    /** What makes the way long. */
    enum By {
        /** Linux, where it can, or else the relay. */
        ANY,
        /** Linux, on a loopback of this run's own. */
        NETEM,
        /** A relay, which is the same everywhere, and costs time of the processor's. */
        RELAY
    }

    private static final List<String> FRONTS =
            List.of(
                    "vertx",
                    "vertx-unlimited",
                    "vertx-native",
                    "vertx4",
                    "vertx4-unlimited",
                    "vertx4-native");

    @Spec private CommandSpec spec;

    @Mixin private Measured measured;

    @Option(
            names = "--delay",
            paramLabel = "MS",
            defaultValue = "10",
            description = "How long octets take each way. ${DEFAULT-VALUE} ms by default.")
    private long delay;

    @Option(
            names = "--rate",
            paramLabel = "MBIT",
            defaultValue = "1000",
            description =
                    "What the way lets through, in megabits a second. ${DEFAULT-VALUE} by default.")
    private int rate;

    @Option(
            names = "--octets",
            paramLabel = "N",
            defaultValue = "100000000",
            description = "How many are sent. ${DEFAULT-VALUE} by default.")
    private int octets;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "200000000",
            description =
                    "How many are sent to each before, near, each way. ${DEFAULT-VALUE} by default.")
    private int warmUp;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "For each, in turn; the median counts. ${DEFAULT-VALUE} by default.")
    private int rounds;

    @Option(
            names = "--by",
            paramLabel = "WAY",
            defaultValue = "ANY",
            description =
                    "What makes the way long, of: ${COMPLETION-CANDIDATES}. netem needs Linux with"
                            + " network namespaces and the module sch_netem.")
    private By by;

    @Option(names = "--inside", hidden = true, description = "This is the run in the namespace.")
    private boolean inside;

    /** How the way to a port is made long, for one transfer. */
    private interface Far {
        double over(int port, Transfer transfer) throws IOException, InterruptedException;
    }

    private interface Transfer {
        double over(int port) throws IOException;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> fronts = measured.fronts(FRONTS);
        if (rounds < 1 || rate < 1) {
            throw new ParameterException(
                    spec.commandLine(), "One round and 1 Mbit/s are the least.");
        }
        if (inside) {
            measure(fronts, this::slowed, "a loopback on which `tc netem` holds packets back");
            return 0;
        }
        if (by != By.RELAY) {
            try {
                return again(Netem.find());
            } catch (IOException refused) {
                lacking(refused);
            }
        }
        measure(fronts, this::relayed, "a relay that holds octets back");
        return 0;
    }

    /** There is no netem: that ends the run only where it was asked for. */
    private void lacking(IOException refused) {
        String why =
                "No network namespace with netem can be had here (" + refused.getMessage() + ")";
        if (by == By.NETEM) {
            throw new IllegalStateException(
                    why + "; --by relay needs none, and no rights of the administrator's.");
        }
        PrintWriter err = spec.commandLine().getErr();
        err.println(why + ": a relay holds octets back instead.");
        err.flush();
    }

    /** The same command line, in a namespace. */
    private int again(Netem netem) throws IOException, InterruptedException {
        List<String> command = Servers.self();
        command.addAll(spec.root().commandLine().getParseResult().originalArgs());
        command.add("--inside");
        return new ProcessBuilder(netem.within(command)).inheritIO().start().waitFor();
    }

    private void measure(List<String> fronts, Far far, String way)
            throws IOException, InterruptedException {
        Map<String, List<Ways>> all = new LinkedHashMap<>();
        List<Child> servers = new ArrayList<>();
        try (Progress progress = Progress.of("transfers", 4L * rounds * fronts.size())) {
            for (String front : fronts) {
                Child server = Servers.start(front, false);
                servers.add(server);
                all.put(front, new ArrayList<>());
                LargeTransfer.up(server.port(false), warmUp);
                LargeTransfer.down(server.port(false), warmUp);
            }
            long done = 0;
            for (int round = 1; round <= rounds; round++) {
                for (Child server : servers) {
                    Ways ways = ways(server.port(false), far);
                    all.get(server.name()).add(ways);
                    progress.say(line(round, server.name(), ways));
                    done += 4;
                    progress.done(done);
                }
            }
        } finally {
            Servers.close(servers);
        }
        Map<String, Ways> medians = new LinkedHashMap<>();
        all.forEach((name, some) -> medians.put(name, Ways.median(some)));
        measured.print("distance", told(way) + Ways.table(medians));
    }

    private Ways ways(int port, Far far) throws IOException, InterruptedException {
        Transfer up = at -> LargeTransfer.up(at, octets);
        Transfer down = at -> LargeTransfer.down(at, octets);
        return new Ways(up.over(port), far.over(port, up), down.over(port), far.over(port, down));
    }

    private double relayed(int port, Transfer transfer) throws IOException {
        try (Distance distance = Distance.before(port, Duration.ofMillis(delay), rate)) {
            return transfer.over(distance.port());
        }
    }

    private double slowed(int port, Transfer transfer) throws IOException, InterruptedException {
        Netem.delay(Duration.ofMillis(delay), rate);
        try {
            return transfer.over(port);
        } finally {
            Netem.none();
        }
    }

    private static String line(int round, String front, Ways ways) {
        return String.format(
                Locale.ROOT,
                "round %d  %-18s up %6.2f s near %6.2f s far, down %6.2f s near %6.2f s far",
                round,
                front,
                ways.upNear(),
                ways.upFar(),
                ways.downNear(),
                ways.downFar());
    }

    private String told(String way) {
        return String.format(
                Locale.ROOT,
                "%,d octets to and from a server %d ms away each way at %,d Mbit/s, over TCP and %s,"
                        + " a connection for each; near is without that; the median of %d rounds after %,d octets each way; the client is"
                        + " ours, with unlimited windows; JDK %d, %d cores.%n%n",
                octets,
                delay,
                rate,
                way,
                rounds,
                warmUp,
                Runtime.version().feature(),
                Runtime.getRuntime().availableProcessors());
    }
}
