package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A child process that goes on while the test does something else. */
final class Background implements AutoCloseable {

    private final List<String> command;
    private final Process process;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Background(List<String> command, Process process) {
        this.command = command;
        this.process = process;
    }

    /** The workbench, as the launcher runs it: this JVM and this class path. */
    static Background workbench(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(
                "-Dstillframe.root=" + System.getProperty("stillframe.root")); // as ./stillframe
        command.add("dev.stillframe.workbench.Main");
        command.addAll(List.of(arguments));
        return start(command);
    }

    /** Starts a command; what it says, on either stream, is kept. */
    static Background start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var started = new Background(command, process);
        Thread.ofVirtual().start(started::listen);
        return started;
    }

    /** The next line that begins so; what comes before it is passed over. */
    String line(String beginning, Duration patience) throws InterruptedException {
        List<String> passed = new ArrayList<>();
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                return fail(
                        "no line '%s...' within %d s%n$ %s%n%s"
                                .formatted(
                                        beginning,
                                        patience.toSeconds(),
                                        String.join(" ", command),
                                        String.join("\n", passed)));
            }
            if (line.startsWith(beginning)) {
                return line;
            }
            passed.add(line);
        }
    }

    /** Asks it to end (SIGTERM). */
    void terminate() {
        process.destroy();
    }

    /** Sends it a signal, by its name without SIG. */
    void signal(String name) {
        String pid = String.valueOf(process.pid());
        Child.run(Duration.ofSeconds(30), List.of("/bin/kill", "-" + name, pid)).succeeded();
    }

    /** Its exit status, once it has ended. */
    int status(Duration patience) {
        if (!Child.endsWithin(process, patience)) {
            fail(
                    "did not end within %d s%n$ %s%n%s"
                            .formatted(
                                    patience.toSeconds(),
                                    String.join(" ", command),
                                    String.join("\n", lines)));
        }
        return process.exitValue();
    }

    /** Ends it, whatever it is doing. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void listen() {
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException closed) {
            // The process was ended while it was speaking: there is nobody left to listen to.
        }
    }
}
