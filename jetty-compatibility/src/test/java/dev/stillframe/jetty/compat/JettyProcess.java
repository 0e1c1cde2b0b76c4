package dev.stillframe.jetty.compat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A start.jar that runs, and what it has printed. */
final class JettyProcess implements AutoCloseable {
    private static final long SECONDS = 60;
    private static final Pattern STARTED = Pattern.compile("Started oejs\\.Server@");

    private final Process process;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    /** True when the server is up, false when the output ended before. */
    private final CompletableFuture<Boolean> up = new CompletableFuture<>();

    private JettyProcess(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().name("jetty-output").start(this::read);
    }

    static JettyProcess start(List<String> command) throws IOException {
        return new JettyProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Waits until the server says that it has started. */
    void awaitStarted() throws InterruptedException {
        if (!outcome()) {
            throw new AssertionError("Jetty did not start:\n" + output());
        }
    }

    /** Waits until the process has ended without a server, and returns its exit code. */
    int awaitRefused() throws InterruptedException {
        if (outcome() || !process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("Jetty started:\n" + output());
        }
        return process.exitValue();
    }

    int clearPort() {
        return port("HTTP/1.1");
    }

    int tlsPort() {
        return port("SSL");
    }

    String output() {
        return String.join("\n", lines);
    }

    /** With the second process, which start.jar needs for a module path. */
    @Override
    public void close() {
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle one : all) {
            try {
                one.onExit().get(SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                one.destroyForcibly();
            } catch (InterruptedException e) {
                one.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean outcome() throws InterruptedException {
        try {
            return up.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("Jetty neither started nor ended:\n" + output(), e);
        }
    }

    private int port(String firstProtocol) {
        Pattern connector =
                Pattern.compile(
                        "Started oejs\\.ServerConnector@\\w+\\{"
                                + Pattern.quote(firstProtocol)
                                + ",.*:(\\d+)}");
        for (String line : lines) {
            Matcher matcher = connector.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new AssertionError("no connector for " + firstProtocol + ":\n" + output());
    }

    private void read() {
        try (BufferedReader reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (STARTED.matcher(line).find()) {
                    up.complete(true);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            lines.add(e.toString());
        } finally {
            up.complete(false);
        }
    }
}
