package dev.stillframe.workbench;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.stillframe.workbench.client.Crowd;
import dev.stillframe.workbench.client.Loop;
import dev.stillframe.workbench.load.Child;
import dev.stillframe.workbench.load.LiveHeap;
import dev.stillframe.workbench.load.Nghttpd;
import dev.stillframe.workbench.load.Usage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench memory}: what a connection costs that only exists, and a stream that is only open,
 * in the heap of the server's JVM after a full collection.
 */
@Command(
        name = "memory",
        description = "Live heap for each idle connection and each open idle stream.",
        mixinStandardHelpOptions = true)
final class BenchMemoryCommand implements Callable<Integer> {

    private static final String ENGINE = "dev.stillframe.";
    private static final String WORKBENCH = "dev.stillframe.workbench.";

    /** Descriptors that a process needs besides those of its connections. */
    private static final int RESERVED = 500;

    /** Connections that come first, so that all classes are loaded and all pools are filled. */
    private static final int FIRST = 200;

    /** How many streams are opened on each connection beside the first one. */
    private static final int FURTHER = 20;

    private static final Duration SETTLING = Duration.ofSeconds(1);

    private static final String HEAD =
            """
            | | connections | heap for each idle connection | of it %s* | once it has served a request | more for its first open stream | for each of %d streams after it | resident memory for each connection |
            | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
            """
                    .formatted(ENGINE, FURTHER);

    @Mixin private Measured measured;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many, or as many as descriptors allow. ${DEFAULT-VALUE} by default.")
    private int connections;

    @Override
    public Integer call() throws IOException, InterruptedException {
        int count = Math.min(connections, descriptors() - RESERVED);
        var text = new StringBuilder();
        text.append(
                "Octets of live heap for each of %,d connections over TCP, each more than the same server without them.%n%n"
                        .formatted(count));
        text.append(HEAD);
        List<String> fronts =
                measured.fronts().stream().filter(name -> !name.equals(Nghttpd.NAME)).toList();
        try (Progress progress = Progress.of("fronts", fronts.size())) {
            for (String front : fronts) {
                progress.done(fronts.indexOf(front));
                text.append(row(front, count));
            }
        }
        measured.print("memory", text.toString());
        return 0;
    }

    private static String row(String front, int count) throws IOException, InterruptedException {
        try (Child server = Servers.start(front, false)) {
            try (Crowd first = new Crowd(new Loop(server.port(false), false))) {
                first.grow(FIRST);
                first.askEach();
                first.openEach(1 + FURTHER);
            }
            try (Crowd crowd = new Crowd(new Loop(server.port(false), false))) {
                crowd.settle(SETTLING);
                LiveHeap none = LiveHeap.of(server.pid());
                long before = Usage.resident(server.pid());
                crowd.grow(count);
                LiveHeap idle = counted(crowd, server);
                long resident = Usage.resident(server.pid()) - before;
                crowd.askEach();
                LiveHeap served = counted(crowd, server);
                crowd.openEach(1);
                LiveHeap open = counted(crowd, server);
                crowd.openEach(FURTHER);
                LiveHeap full = counted(crowd, server);
                return String.format(
                        Locale.ROOT,
                        "| %s | %,d | %,d | %,d | %,d | %,d | %,d | %,d |%n",
                        front,
                        count,
                        (idle.total() - none.total()) / count,
                        (engine(idle) - engine(none)) / count,
                        (served.total() - none.total()) / count,
                        (open.total() - served.total()) / count,
                        (full.total() - open.total()) / count / FURTHER,
                        resident / count);
            }
        }
    }

    private static long engine(LiveHeap heap) {
        return heap.of(ENGINE) - heap.of(WORKBENCH);
    }

    private static LiveHeap counted(Crowd crowd, Child server)
            throws IOException, InterruptedException {
        crowd.settle(SETTLING);
        return LiveHeap.of(server.pid());
    }

    /** The JVM has raised its limit to what the system allows. */
    private static int descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
                ? (int) Math.min(Integer.MAX_VALUE, os.getMaxFileDescriptorCount())
                : Integer.MAX_VALUE;
    }
}
