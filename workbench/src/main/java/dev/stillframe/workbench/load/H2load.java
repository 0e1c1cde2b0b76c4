package dev.stillframe.workbench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The load generator of nghttp2.
 *
 * @param clients connections
 * @param streams requests at once on each
 * @param requests in a round
 * @param post what is sent; null for {@code GET /}
 */
public record H2load(int clients, int streams, int requests, @Nullable Post post) {

    /**
     * A request with content.
     *
     * @param path of it, without the first slash
     * @param fields each as {@code name: value}
     * @param answer octets of content that each right answer has: h2load looks at nothing but the
     *     HTTP status
     */
    public record Post(String path, List<String> fields, byte[] content, int answer) {}

    private static final Pattern RATE = Pattern.compile("finished in .*?, ([0-9.]+) req/s");
    private static final Pattern DONE = Pattern.compile("requests: .* ([0-9]+) succeeded,");
    private static final Pattern DATA = Pattern.compile("traffic: .*\\(([0-9]+)\\) data");
    private static final Pattern TIMES =
            Pattern.compile("time for request:\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)");
    private static final Pattern TIME = Pattern.compile("([0-9.]+)(us|ms|s)");

    /** Of {@code GET /}. */
    public H2load(int clients, int streams, int requests) {
        this(clients, streams, requests, null);
    }

    /** How it is called, for who wants to repeat it. */
    public String command() {
        return "h2load -c %d -m %d -n %d".formatted(clients, streams, requests);
    }

    /**
     * One round.
     *
     * @param tls whether over TLS
     * @throws IllegalStateException when h2load is missing, or not every request was answered well
     */
    public Round against(Child server, boolean tls) throws IOException, InterruptedException {
        Usage before = server.usage();
        String said = run(server.root(tls), List.of());
        return round(said, server.usage().since(before));
    }

    /** From what h2load has said. */
    Round round(String said, Usage used) {
        long succeeded = Long.parseLong(find(DONE, said).group(1));
        if (succeeded != requests) {
            throw new IllegalStateException("not every request succeeded:\n" + said);
        }
        if (post != null && Long.parseLong(find(DATA, said).group(1)) != succeeded * post.answer) {
            throw new IllegalStateException("not every answer has the right size:\n" + said);
        }
        Matcher times = find(TIMES, said);
        return new Round(
                succeeded,
                Double.parseDouble(find(RATE, said).group(1)),
                micros(times.group(3)),
                micros(times.group(2)),
                used);
    }

    /**
     * The times of all requests of a round, sorted, in microseconds. The round itself does not
     * count: writing them down costs.
     */
    public long[] times(Child server, boolean tls) throws IOException, InterruptedException {
        Path log = Files.createTempFile("h2load", ".log");
        try {
            run(server.root(tls), List.of("--log-file=" + log));
            try (Stream<String> lines = Files.lines(log)) {
                long[] times =
                        lines.mapToLong(line -> Long.parseLong(line.split("\t")[2])).toArray();
                Arrays.sort(times);
                return times;
            }
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private String run(String root, List<String> more) throws IOException, InterruptedException {
        Post what = post;
        if (what == null) {
            return said(root, more);
        }
        Path content = Files.createTempFile("h2load", ".content");
        try {
            Files.write(content, what.content);
            List<String> posting = new ArrayList<>(more);
            what.fields.forEach(field -> posting.addAll(List.of("-H", field)));
            posting.addAll(List.of("-d", content.toString()));
            return said(root + what.path, posting);
        } finally {
            Files.deleteIfExists(content);
        }
    }

    private String said(String uri, List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(command().split(" ")));
        command.addAll(more);
        command.add(uri);
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            throw new IllegalStateException(
                    "h2load is needed (Debian: apt-get install nghttp2-client)", missing);
        }
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException("h2load failed:\n" + said);
        }
        return said;
    }

    private static Matcher find(Pattern pattern, String said) {
        Matcher matcher = pattern.matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException("h2load said something else:\n" + said);
        }
        return matcher;
    }

    /** "1.23ms" in microseconds. */
    static double micros(String time) {
        Matcher matcher = find(TIME, time);
        double value = Double.parseDouble(matcher.group(1));
        return switch (matcher.group(2)) {
            case "us" -> value;
            case "ms" -> value * 1e3;
            default -> value * 1e6;
        };
    }
}
