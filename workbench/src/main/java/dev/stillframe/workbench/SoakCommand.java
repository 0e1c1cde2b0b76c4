package dev.stillframe.workbench;

import dev.stillframe.workbench.client.Loop;
import dev.stillframe.workbench.client.Mix;
import dev.stillframe.workbench.load.Child;
import dev.stillframe.workbench.load.LiveHeap;
import dev.stillframe.workbench.load.Slope;
import dev.stillframe.workbench.load.Slope.Sample;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code soak}: millions of streams of all kinds, calls of gRPC among them, and a live heap that
 * must not grow.
 *
 * <p>At even intervals the load rests until no stream is open, and the server's JVM counts what
 * lives in its heap after a full collection. The first quarter of the samples warms up; through the
 * others goes a line, which must be {@link Slope#isFlat() flat}.
 */
@Command(
        name = "soak",
        description = "Streams of all kinds; status 1 if the server's live heap grows.",
        mixinStandardHelpOptions = true)
final class SoakCommand implements Callable<Integer> {

    private static final int CONNECTIONS = 10;
    private static final int CONCURRENT = 20;
    private static final int CLASSES = 20;
    private static final Duration FOR_EVER = Duration.ofDays(365);

    @Spec private CommandSpec spec;

    @Option(
            names = {"--fronts", "--front"},
            split = ",",
            paramLabel = "FRONT",
            defaultValue = "standalone,jetty",
            description =
                    "What is soaked, one after the other, each with its part of the streams or of"
                            + " the time. ${DEFAULT-VALUE} by default.")
    private List<String> fronts = List.of();

    @Option(
            names = "--streams",
            paramLabel = "N",
            defaultValue = "10000000",
            description = "How many streams in all. ${DEFAULT-VALUE} by default.")
    private long streams;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "How long in all, instead of how many; a fraction is possible.")
    private @Nullable Double minutes;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "20",
            description =
                    "How often each heap is looked at, 4 at least. ${DEFAULT-VALUE} by default.")
    private int samples;

    @Option(names = "--tls", description = "Over TLS instead of TCP.")
    private boolean tls;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (samples < 4) {
            throw new ParameterException(spec.commandLine(), "A line needs 4 samples at least.");
        }
        for (String name : fronts) {
            if (Fronts.named(name).isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(), "There is no front '" + name + "' to soak.");
            }
        }
        streams /= fronts.size();
        minutes = minutes == null ? null : minutes / fronts.size();
        int status = 0;
        for (String name : fronts) {
            status = Math.max(status, soak(name));
        }
        return status;
    }

    private int soak(String name) throws IOException, InterruptedException {
        Optional<String> withCalls = Fronts.withCalls(name);
        Mix.Users users = withCalls.isPresent() ? Mix.Users.CALLING : Mix.Users.PLAIN;
        try (Child server = Servers.start(withCalls.orElse(name), tls);
                Mix mix =
                        new Mix(new Loop(server.port(tls), tls), CONNECTIONS, CONCURRENT, users)) {
            return soak(name, server, mix);
        }
    }

    private int soak(String name, Child server, Mix mix) throws IOException, InterruptedException {
        List<Sample> all = new ArrayList<>();
        List<LiveHeap> heaps = new ArrayList<>();
        say(
                "%n| streams | connections | live heap, octets | seconds |%n| ---: | ---: | ---: |"
                        + " ---: |%n");
        long start = System.nanoTime();
        try (Progress progress = progress()) {
            for (int i = 1; i <= samples; i++) {
                mix.run(
                        minutes == null ? streams * i / samples : Long.MAX_VALUE,
                        start + part(i),
                        () -> progress.done(done(mix, start)));
                LiveHeap heap = LiveHeap.of(server.pid());
                heaps.add(heap);
                all.add(new Sample(mix.count(), heap.total()));
                progress.pause();
                say(
                        "| %,d | %,d | %,d | %,.0f |%n",
                        mix.count(), mix.connections(), heap.total(), seconds(start));
            }
        }
        int warm = samples / 4;
        Slope slope = Slope.of(all.subList(warm, samples));
        say("%n%s, %,d streams: %s.%n", name, mix.count(), mix.kinds());
        say(
                "After %d samples of warm-up the live heap changes by %.4f octets a stream, %,.0f"
                        + " in all: %s.%n",
                warm,
                slope.octetsPerStream(),
                slope.growth(),
                slope.isFlat() ? "flat" : "IT GROWS");
        say(
                "(Flat: by no more than %,d octets in all, or %s a stream.)%n",
                Slope.NOISE, Slope.PER_STREAM);
        if (!slope.isFlat()) {
            say("%n%s", heaps.getLast().grown(heaps.get(warm), CLASSES));
        }
        if (mix.wrong() > 0) {
            say(
                    "%,d streams did not end as they should; the first: %s%n",
                    mix.wrong(), mix.firstWrong());
        }
        return slope.isFlat() && mix.wrong() == 0 ? 0 : 1;
    }

    private Progress progress() {
        return minutes == null
                ? Progress.of("streams", streams)
                : Progress.of("seconds", (long) (minutes * 60));
    }

    private long done(Mix mix, long start) {
        return minutes == null ? mix.count() : (long) seconds(start);
    }

    /** Nanoseconds from the start to the end of a part. */
    private long part(int number) {
        return minutes == null ? FOR_EVER.toNanos() : (long) (minutes * 60e9 * number / samples);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private void say(String form, Object... values) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, form, values);
        out.flush();
    }
}
