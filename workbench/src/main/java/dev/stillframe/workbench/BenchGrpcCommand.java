package dev.stillframe.workbench;

import dev.stillframe.workbench.grpc.GrpcFronts;
import dev.stillframe.workbench.load.Child;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code bench grpc}: the same calls over gRPC stacks side by side, in three parts; each part goes
 * round by round in turn, so that what drifts on the machine drifts for all.
 */
@Command(
        name = "grpc",
        description = "gRPC stacks side by side: Markdown tables and plots.",
        mixinStandardHelpOptions = true)
final class BenchGrpcCommand implements Callable<Integer> {

    /** What is measured; each has a block of its own in the document. */
    enum Part {
        /** By h2load, which costs least itself: calls a second and CPU. */
        H2LOAD,
        /** By a client that looks at every octet: the times of calls. */
        UNARY,
        /** The same with streams at a constant rate, without and with slow readers. */
        STREAMS
    }

    private static final String GRPC_JAVA = "grpc-java";

    @Spec private CommandSpec spec;

    @Mixin private Written written;

    @Option(
            names = "--fronts",
            paramLabel = "FRONT",
            split = ",",
            description = "What is measured, of: ${COMPLETION-CANDIDATES}. All by default.",
            completionCandidates = Names.class)
    private List<String> fronts = new ArrayList<>();

    @Option(
            names = "--parts",
            paramLabel = "PART",
            split = ",",
            description = "Of: ${COMPLETION-CANDIDATES}. All by default.")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Option(
            names = "--base",
            paramLabel = "FRONT",
            description = "The one that the ratios are to: grpc-java by default, or the last.")
    private @Nullable String base;

    @Mixin private CallPlan plan;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> chosen = fronts.isEmpty() ? GrpcFronts.names() : fronts;
        chosen.stream()
                .filter(name -> GrpcFronts.named(name).isEmpty())
                .findFirst()
                .ifPresent(name -> written.refuse(name, GrpcFronts.names()));
        String to = base != null ? base : chosen.contains(GRPC_JAVA) ? GRPC_JAVA : chosen.getLast();
        if (!chosen.contains(to)) {
            throw new ParameterException(spec.commandLine(), to + " is not measured.");
        }
        long wrong;
        List<Child> servers = new ArrayList<>();
        try (Progress progress = Progress.of("runs", runs(chosen.size()))) {
            for (String front : chosen) {
                servers.add(Servers.startCalls(front));
            }
            var bench = new CallBench(plan, servers, to, progress, written);
            for (Part part : parts) {
                switch (part) {
                    case H2LOAD -> bench.h2load();
                    case UNARY -> bench.unary();
                    case STREAMS -> bench.streams();
                }
            }
            wrong = bench.wrong();
        } finally {
            Servers.close(servers);
        }
        if (wrong > 0) {
            throw new IllegalStateException(
                    String.format(Locale.ROOT, "%,d answers were not right; see above", wrong));
        }
        return 0;
    }

    private long runs(int servers) {
        long each =
                (parts.contains(Part.H2LOAD) ? CallBench.ROUNDS + 1 : 0)
                        + (parts.contains(Part.UNARY)
                                ? (long) plan.unaryRounds * plan.atOnce.size()
                                : 0)
                        + (parts.contains(Part.STREAMS) ? plan.slows().size() : 0);
        return each * servers;
    }

    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return GrpcFronts.names().iterator();
        }
    }
}
