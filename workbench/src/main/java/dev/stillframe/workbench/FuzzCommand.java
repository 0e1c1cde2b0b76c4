package dev.stillframe.workbench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code fuzz TARGET --minutes N}: looks with Jazzer for octets that break the engine.
 *
 * <p>A finding is saved into the corpus of the tree, where the ordinary build replays it from then
 * on. What only reaches further is kept in {@code target/fuzz} of the target's module, for the next
 * run.
 */
@Command(
        name = "fuzz",
        description = "Looks for input that breaks the engine. Status 1 if there is some.",
        mixinStandardHelpOptions = true)
final class FuzzCommand implements Callable<Integer> {

    private static final String H2 = "dev.stillframe.h2.fuzz.";

    /** What can be fuzzed: the class, and the test in it that the corpus belongs to. */
    enum Target {
        FRAMES("h2-engine", H2 + "FrameReaderFuzz", "frames"),
        HPACK("h2-engine", H2 + "HpackFuzz", "blocks"),
        CONNECTION("h2-engine", H2 + "ConnectionFuzz", "connection"),
        GRPC("grpc-engine", "dev.stillframe.grpc.fuzz.CallFuzz", "calls");

        private final String module;
        private final String type;
        private final String test;

        Target(String module, String type, String test) {
            this.module = module;
            this.type = type;
            this.test = test;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "TARGET", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Target target = Target.FRAMES;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "2",
            description = "How long; a fraction is possible. ${DEFAULT-VALUE} by default.")
    private double minutes;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Tree tree = Tree.here();
        String path = tree.build(target.module, true);
        Path module = tree.module(target.module);
        Path corpus =
                module.resolve("src/test/resources")
                        .resolve(target.type.replace('.', '/') + "Inputs")
                        .resolve(target.test);
        Path work = module.resolve("target/fuzz");
        Path reached = work.resolve(target.toString());
        Files.createDirectories(corpus);
        Files.createDirectories(reached);
        Set<Path> before = findings(corpus);
        Path log = work.resolve(target + ".log");
        int status = run(jazzer(path, corpus, reached, work), work, log);
        return report(status, before, findings(corpus), log);
    }

    private List<String> jazzer(String path, Path corpus, Path reached, Path work) {
        long seconds = Math.max(1, Math.round(minutes * 60));
        return List.of(
                Tree.java(),
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                path,
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.type,
                "--instrumentation_includes=dev.stillframe.**",
                "--reproducer_path=" + work,
                "-max_total_time=" + seconds,
                "-max_len=4096",
                "-timeout=25",
                // Slowness alone is no finding on a machine that does other things too.
                "-report_slow_units=1000000",
                "-rss_limit_mb=4096",
                "-artifact_prefix=" + corpus + "/",
                reached.toString(),
                corpus.toString());
    }

    private int run(List<String> command, Path folder, Path log)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        PrintWriter out = spec.commandLine().getOut();
        boolean tells = false;
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter all = Files.newBufferedWriter(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                all.write(line);
                all.newLine();
                tells |= line.startsWith("== ");
                if (tells || line.matches("#\\d+\\s+(INITED|pulse|DONE).*|Done .*|ERROR.*")) {
                    out.println(line);
                    out.flush();
                }
            }
        }
        return process.waitFor();
    }

    private int report(int status, Set<Path> before, Set<Path> after, Path log) {
        PrintWriter out = spec.commandLine().getOut();
        after.removeAll(before);
        for (Path finding : after) {
            out.println("found: " + finding);
        }
        if (status == 0 && after.isEmpty()) {
            out.println("Nothing was found in " + target + ".");
        } else {
            out.println("Jazzer ended with status " + status + "; all it said is in " + log + ".");
        }
        out.flush();
        return status == 0 && after.isEmpty() ? 0 : 1;
    }

    private static Set<Path> findings(Path corpus) throws IOException {
        try (Stream<Path> files = Files.list(corpus)) {
            return files.filter(
                            file -> file.getFileName().toString().matches("[a-z]+-[0-9a-f]{40}"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
