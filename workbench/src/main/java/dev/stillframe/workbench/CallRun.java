package dev.stillframe.workbench;

import dev.stillframe.workbench.calls.CallTimes;
import dev.stillframe.workbench.load.Child;
import dev.stillframe.workbench.load.Usage;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;

/**
 * What came of one run of the generator, and what the server used while it counted.
 *
 * @param times as the client saw them
 * @param cpu of the server, in microseconds for a call or a message
 */
record CallRun(CallTimes times, double cpu) {
    private static final int MEBI = 1 << 20;

    /** What the generator may allocate in a second, and what it starts with, in MiB. */
    private static final long SECOND = 150;

    private static final long START = 128;

    /** Where a longer run begins to collect: a pause of some milliseconds. */
    private static final long MOST = 2_048;

    /**
     * Runs the generator in a process of its own, with a new generation in which most runs fit, so
     * that no collection of its own looks like the server's slowness.
     *
     * @param load its arguments, without the port
     * @param seconds that it runs, warm-up included
     */
    static CallRun of(Child server, List<String> load, double seconds)
            throws IOException, InterruptedException {
        long most = Math.min(Runtime.getRuntime().maxMemory() / MEBI, MOST);
        long young = Math.min(most, START + (long) (seconds * SECOND));
        List<String> command =
                Servers.self(
                        "-XX:+UseSerialGC",
                        "-XX:+AlwaysPreTouch",
                        "-Xmn" + young + "m",
                        "-Xms" + (young + 128) + "m",
                        "-Xmx" + (young + 128) + "m");
        command.addAll(List.of("call-load", "--port", "" + server.port(false)));
        command.addAll(load);
        Process generator =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines = generator.inputReader()) {
            Usage before = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals(CallLoadCommand.COUNTING)) {
                    before = server.usage();
                } else if (before != null && CallTimes.isLine(line)) {
                    Usage used = server.usage().since(before);
                    CallTimes times = CallTimes.of(line);
                    return new CallRun(times, used.cpuSeconds() * 1e6 / Math.max(1, times.good()));
                }
            }
        } finally {
            generator.destroy();
            generator.waitFor();
        }
        throw new IllegalStateException("the calls of " + server.name() + " could not be run");
    }

    /** Of some runs, together. */
    static CallRun sum(List<CallRun> runs) {
        return new CallRun(
                CallTimes.sum(runs.stream().map(CallRun::times).toList()),
                runs.stream().mapToDouble(run -> run.cpu * run.times.good()).sum()
                        / Math.max(1, runs.stream().mapToLong(run -> run.times.good()).sum()));
    }
}
