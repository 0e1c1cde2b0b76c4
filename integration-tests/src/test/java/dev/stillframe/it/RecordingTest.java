package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.recording.Ending;
import dev.stillframe.h2.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("a recorded server")
class RecordingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern READY = Pattern.compile("ready http=(\\d+) https=(\\d+)");

    @TempDir private Path folder;

    @Test
    @DisplayName("serves curl, and replay finds every step as it was")
    void replays() throws Exception {
        Tool.CURL.require();
        Path body = Files.write(folder.resolve("body"), new byte[300_000]);
        Path recordings = folder.resolve("recordings");
        try (Background serve =
                Background.start(
                        workbench(
                                "-Ddev.stillframe.record=" + recordings,
                                "serve",
                                "jetty",
                                "--port",
                                "0",
                                "--tls-port",
                                "0"))) {
            Matcher ready = READY.matcher(serve.line("ready", PATIENCE));
            assertTrue(ready.matches(), "the line that says ready");
            String plain = "http://localhost:" + ready.group(1);
            String tls = "https://localhost:" + ready.group(2);
            curl("--http2-prior-knowledge", plain + "/");
            curl("--http2", "-H", "authorization: secret", plain + "/headers");
            curl("--http2", "--insecure", tls + "/bytes?n=1000000");
            curl("--http2", "--insecure", "--data-binary", "@" + body, tls + "/echo");
            assertEquals(4, untilAllHaveEnded(recordings, 4).size());
            serve.terminate();
            assertEquals(0, serve.status(PATIENCE));
        }
        for (Path file : files(recordings)) {
            Child child = Child.run(PATIENCE, workbench("", "replay", file.toString()));
            child.succeeded()
                    .saysLike("All \\d+ steps came out as recorded")
                    .says("The recording ends because the connection has ended")
                    .saysLike("tell  request 1: (GET|POST) https?://localhost");
            assertEquals(-1, child.out().indexOf("secret"), child::shown);
        }
    }

    private static List<String> workbench(String option, String... arguments) {
        Stream<String> java =
                Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        option,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.stillframe.workbench.Main");
        return Stream.concat(java, Stream.of(arguments)).filter(part -> !part.isEmpty()).toList();
    }

    private static void curl(String... arguments) {
        Object[] all =
                Stream.concat(
                                Stream.of("--silent", "--show-error", "--output", "/dev/null"),
                                Stream.of(arguments))
                        .toArray();
        Tool.CURL.run(PATIENCE, all).succeeded();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** The server hears a moment after curl has gone that its connection is over. */
    private static List<Path> untilAllHaveEnded(Path directory, int count) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            List<Path> files = files(directory);
            boolean all = files.size() >= count;
            for (Path file : files) {
                all &= hasEnded(file);
            }
            if (all) {
                return files;
            }
            assertTrue(System.nanoTime() < end, () -> "not all of " + files + " have ended");
            Thread.onSpinWait();
        }
    }

    private static boolean hasEnded(Path file) throws IOException {
        Octets octets = Octets.wrap(Files.readAllBytes(file));
        if (!(RecordingReader.open(octets) instanceof RecordingReader.Opened.Readable readable)) {
            return false;
        }
        while (readable.reader().next() != null) {
            // on to the end
        }
        return readable.reader().ending() instanceof Ending.Said;
    }
}
