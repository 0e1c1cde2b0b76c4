package dev.stillframe.workbench;

import dev.stillframe.simulator.Campaign;
import dev.stillframe.simulator.LawBroken;
import dev.stillframe.simulator.Plan;
import dev.stillframe.simulator.Plans;
import dev.stillframe.simulator.Setup;
import dev.stillframe.simulator.World;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simulate --seeds A..B}: worlds of clients, servers and bad networks, from seeds. */
@Command(
        name = "simulate",
        description = {
            "Runs simulated worlds and checks the engine's laws in them.",
            "Status 1 if one is broken; then the seed is told, and the fewest events that show it."
        },
        mixinStandardHelpOptions = true)
final class SimulateCommand implements Callable<Integer> {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");

    @Spec private CommandSpec spec;

    @Option(
            names = "--seeds",
            paramLabel = "A..B",
            defaultValue = "0..19999",
            description = "The seeds, both ends included. ${DEFAULT-VALUE} by default.")
    private String seeds = "";

    @Option(
            names = "--world",
            paramLabel = "KIND",
            description = "One of: ${COMPLETION-CANDIDATES}. All in turn by default.")
    private Setup.@Nullable Kind world;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many worlds at a time. As many as there are processors by default.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--events",
            paramLabel = "FILE",
            description = "Run the world that is written down in this file instead.")
    private @Nullable Path events;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path file = events;
        return file == null ? run() : replay(file);
    }

    private int run() throws InterruptedException {
        Matcher range = RANGE.matcher(seeds);
        if (!range.matches()) {
            throw new ParameterException(
                    spec.commandLine(), "Seeds are a range such as 0..999, not '" + seeds + "'.");
        }
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        if (last < first || threads < 1) {
            throw new ParameterException(spec.commandLine(), "There is nothing to run.");
        }
        Setup.Kind kind = world;
        LongFunction<Plan> plans = kind == null ? Plans::of : seed -> Plans.of(kind, seed);
        Campaign.Outcome outcome;
        try (Progress progress = Progress.of("worlds", last - first + 1)) {
            outcome = Campaign.run(plans, first, last, threads, progress::done);
        }
        PrintWriter out = spec.commandLine().getOut();
        Campaign.Broken broken = outcome.broken();
        if (broken != null) {
            out.println(broken.report());
            out.flush();
            return 1;
        }
        out.println(outcome.worlds() + " worlds kept the laws: " + outcome.tally());
        out.flush();
        return 0;
    }

    private int replay(Path file) throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new ParameterException(spec.commandLine(), "There is no file '" + file + "'.");
        }
        PrintWriter out = spec.commandLine().getOut();
        int status = 0;
        try {
            World.Result result = World.run(Plan.parse(Files.readString(file)));
            out.println("The world kept the laws: " + result.ends() + " " + result.tally());
        } catch (LawBroken broken) {
            out.println(broken.getMessage());
            status = 1;
        }
        out.flush();
        return status;
    }
}
