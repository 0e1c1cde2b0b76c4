package dev.stillframe.workbench.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What lives in the heap of a JVM: octets by class, counted by the JVM itself after a full
 * collection.
 */
public record LiveHeap(Map<String, Long> classes) {

    private static final Pattern ROW =
            Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)(?:\\s+\\(.*)?");

    public LiveHeap {
        classes = Map.copyOf(classes);
    }

    /**
     * Of that JVM, now.
     *
     * @param pid of another JVM than this: who stands still cannot take down what is said
     * @throws IOException when it cannot be asked
     */
    public static LiveHeap of(long pid) throws IOException, InterruptedException {
        if (pid == ProcessHandle.current().pid()) {
            throw new IllegalArgumentException("a JVM cannot look at its own heap");
        }
        // What the first collection makes unreachable by references of its own, the second takes.
        jcmd(pid, "GC.run");
        return parsed(jcmd(pid, "GC.class_histogram"));
    }

    static LiveHeap parsed(List<String> lines) {
        Map<String, Long> classes = new HashMap<>();
        for (String line : lines) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                classes.merge(row.group(3), Long.parseLong(row.group(2)), Long::sum);
            }
        }
        return new LiveHeap(classes);
    }

    /** All octets. */
    public long total() {
        return classes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Octets of the classes whose names begin so; not of arrays of theirs. */
    public long of(String prefix) {
        return classes.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** The classes that have grown most since then, one a line. */
    public String grown(LiveHeap before, int count) {
        Map<String, Long> more = new TreeMap<>();
        classes.forEach(
                (name, octets) -> more.put(name, octets - before.classes.getOrDefault(name, 0L)));
        return more.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(count)
                .map(
                        entry ->
                                String.format(
                                        Locale.ROOT,
                                        "%,14d  %s%n",
                                        entry.getValue(),
                                        entry.getKey()))
                .collect(Collectors.joining());
    }

    private static List<String> jcmd(long pid, String command)
            throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process =
                new ProcessBuilder(jcmd.toString(), String.valueOf(pid), command)
                        .redirectErrorStream(true)
                        .start();
        List<String> said = process.inputReader().lines().toList();
        if (process.waitFor() != 0) {
            throw new IOException("jcmd failed: " + String.join(" ", said));
        }
        return said;
    }
}
