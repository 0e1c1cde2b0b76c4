package dev.stillframe.workbench;

import dev.stillframe.api.connection.Limits;
import dev.stillframe.workbench.calls.CallTimes;
import dev.stillframe.workbench.calls.StreamLoad;
import dev.stillframe.workbench.calls.UnaryLoad;
import dev.stillframe.workbench.client.Loop;
import dev.stillframe.workbench.grpc.GrpcJavaLoad;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code call-load}: the generator of {@code bench grpc} alone, as a process. It says {@link
 * #COUNTING} when it begins to count, and then what came of it.
 */
@Command(
        name = "call-load",
        hidden = true,
        description = "Calls of an echo; two lines for bench grpc to read.",
        mixinStandardHelpOptions = true)
final class CallLoadCommand implements Callable<Integer> {
    /** The line before the counted part. */
    static final String COUNTING = "counting";

    @Spec private CommandSpec spec;

    @Option(names = "--port", required = true, paramLabel = "N", description = "Of the server.")
    private int port;

    @Option(
            names = "--calls",
            required = true,
            paramLabel = "N",
            description = "At any time; or how many streams, with --rate.")
    private int calls;

    @Option(names = "--connections", required = true, paramLabel = "N", description = "Open.")
    private int connections;

    @Option(names = "--grpc-java", description = "By its client; not with --rate.")
    private boolean grpcJava;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Messages a second on each of the calls, which stream then.")
    private @Nullable Double rate;

    @Option(names = "--slow", paramLabel = "N", description = "Of them, read slowly.")
    private int slow;

    @Option(names = "--octets", required = true, paramLabel = "N", description = "A message.")
    private int octets;

    @Option(names = "--warm-up", required = true, paramLabel = "S", description = "Uncounted.")
    private double warmUp;

    @Option(names = "--seconds", required = true, paramLabel = "S", description = "Counted.")
    private double seconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Runnable counting =
                () -> {
                    out.println(COUNTING);
                    out.flush();
                };
        CallTimes came;
        String wrong;
        if (grpcJava) {
            var load =
                    new GrpcJavaLoad(port, calls, connections, octets, time(warmUp), time(seconds));
            came = load.run(counting);
            wrong = load.firstWrong();
        } else if (rate == null) {
            Loop loop = new Loop(port, false, Limits.DEFAULT);
            var load = new UnaryLoad(loop, calls, connections, octets, time(warmUp), time(seconds));
            came = load.run(counting);
            wrong = load.firstWrong();
        } else {
            Loop loop = new Loop(port, false, StreamLoad.LIMITS);
            var shape = new StreamLoad.Shape(calls, connections, rate, slow, octets);
            var load = new StreamLoad(loop, shape, time(warmUp), time(seconds));
            came = load.run(counting);
            wrong = load.firstWrong();
        }
        out.println(came.line());
        out.flush();
        if (wrong != null) {
            spec.commandLine().getErr().println("wrong: " + wrong);
        }
        return 0;
    }

    private static Duration time(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}
