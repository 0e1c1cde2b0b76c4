package dev.stillframe.workbench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process has used since it began, as Linux counts it.
 *
 * @param cpuTicks utime and stime, hundredths of a second
 * @param switches voluntary context switches of the threads that live
 * @param calls read, write and their vectored likes; not recv and send
 */
public record Usage(long cpuTicks, long switches, long calls) {

    private static final double TICKS_PER_SECOND = 100;

    /** CPU in seconds. */
    public double cpuSeconds() {
        return cpuTicks / TICKS_PER_SECOND;
    }

    /** What was used since then. */
    public Usage since(Usage before) {
        return new Usage(
                cpuTicks - before.cpuTicks, switches - before.switches, calls - before.calls);
    }

    /** The memory of a process that is in use now, in octets. */
    public static long resident(long pid) throws IOException {
        Path status = Path.of("/proc", String.valueOf(pid), "status");
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException(status + " does not say VmRSS");
    }

    /** Of that process, now. */
    static Usage of(long pid) throws IOException {
        Path process = Path.of("/proc", String.valueOf(pid));
        String stat = Files.readString(process.resolve("stat"));
        // The name in parentheses may hold blanks; utime and stime are fields 14 and 15.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        long calls =
                number(process.resolve("io"), "syscr") + number(process.resolve("io"), "syscw");
        return new Usage(ticks, switches(process.resolve("task")), calls);
    }

    private static long switches(Path threads) throws IOException {
        long sum = 0;
        try (Stream<Path> all = Files.list(threads)) {
            for (Path thread : all.toList()) {
                try {
                    sum += number(thread.resolve("status"), "voluntary_ctxt_switches");
                } catch (NoSuchFileException gone) {
                    // A thread that ended meanwhile: its switches are lost to us.
                    continue;
                }
            }
        }
        return sum;
    }

    private static long number(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.substring(name.length() + 1).strip());
            }
        }
        return 0;
    }
}
