package dev.stillframe.workbench;

import dev.stillframe.workbench.client.Loop;
import dev.stillframe.workbench.client.OpenLoop;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code load}: the open-loop generator alone, which {@code bench latency} runs as a process. */
@Command(
        name = "load",
        hidden = true,
        description = "Requests at a constant rate; one line for bench latency to read.",
        mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(names = "--port", required = true, paramLabel = "N", description = "Of the server.")
    private int port;

    @Option(names = "--tls", description = "The port speaks TLS.")
    private boolean tls;

    @Option(names = "--rate", required = true, paramLabel = "N", description = "A second.")
    private double rate;

    @Option(names = "--connections", required = true, paramLabel = "N", description = "Open.")
    private int connections;

    @Option(names = "--warm-up", required = true, paramLabel = "S", description = "Uncounted.")
    private double warmUp;

    @Option(names = "--seconds", required = true, paramLabel = "S", description = "Counted.")
    private double seconds;

    @Override
    public Integer call() throws Exception {
        var generator =
                new OpenLoop(new Loop(port, tls), connections, rate, time(warmUp), time(seconds));
        PrintWriter out = spec.commandLine().getOut();
        out.println(generator.run().line());
        out.flush();
        return 0;
    }

    private static Duration time(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
