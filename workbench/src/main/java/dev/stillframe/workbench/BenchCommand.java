package dev.stillframe.workbench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench core | http | latency | grpc | memory | distance}: what it costs. */
@Command(
        name = "bench",
        description = "Measures the core, or the fronts side by side.",
        subcommands = {
            BenchCommand.Core.class,
            BenchHttpCommand.class,
            BenchLatencyCommand.class,
            BenchGrpcCommand.class,
            BenchMemoryCommand.class,
            BenchDistanceCommand.class
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Measure what: core, http, latency, grpc, memory or distance?");
    }

    /** JMH over frames, HPACK and {@code step}, then the heap of connections and streams. */
    @Command(
            name = "core",
            description = "JMH with allocation per operation, and heap per connection and stream.",
            mixinStandardHelpOptions = true)
    static final class Core implements Callable<Integer> {

        private static final String PACKAGE = "dev.stillframe.benchmarks.";

        @Parameters(
                paramLabel = "OPTION",
                description =
                        "Further options of JMH after --, for example: -- Step.smallGet -wi 3.",
                arity = "0..*")
        private List<String> options = new ArrayList<>();

        @Override
        public Integer call() throws IOException, InterruptedException {
            String path = Tree.here().build("benchmarks", false);
            List<String> jmh = new ArrayList<>(List.of("org.openjdk.jmh.Main", "-prof", "gc"));
            jmh.addAll(options);
            int status = run(path, jmh);
            // JOL reads the fields of records only when told to go behind the JDK's back.
            return status == 0
                    ? run(path, List.of("-Djol.magicFieldOffset=true", PACKAGE + "Heap"))
                    : CommandLine.ExitCode.SOFTWARE;
        }

        private static int run(String path, List<String> arguments)
                throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of(Tree.java(), "-cp", path));
            command.addAll(arguments);
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        }
    }
}
