package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A child process that has ended, and what it said.
 *
 * @param command its command line
 * @param status its exit status
 * @param out what it wrote to its output
 * @param err what it wrote to its error stream
 */
record Child(List<String> command, int status, String out, String err) {

    /** As much of an output as a failure message shows. */
    private static final int SHOWN = 8_000;

    /** Runs a command; it gets no input, and fails the test when it has not ended in time. */
    static Child run(Duration patience, List<String> command) {
        // Files and no pipes: a child that says a lot cannot stand still because nobody reads.
        Path out = null;
        Path err = null;
        try {
            out = Files.createTempFile("child", ".out");
            err = Files.createTempFile("child", ".err");
            Process process =
                    new ProcessBuilder(command)
                            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            boolean ended = endsWithin(process, patience);
            Child child =
                    new Child(command, ended ? process.exitValue() : -1, read(out), read(err));
            if (!ended) {
                fail("did not end within " + patience.toSeconds() + " s" + child.shown());
            }
            return child;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            delete(out);
            delete(err);
        }
    }

    /** Demands that it ended well. */
    Child succeeded() {
        assertEquals(0, status, () -> "exit status" + shown());
        return this;
    }

    /** What it wrote to its standard output. */
    String said() {
        return out;
    }

    /** Demands that its output has that text in it. */
    Child says(String text) {
        assertTrue(out.contains(text), () -> "does not say: " + text + shown());
        return this;
    }

    /** Demands that its output matches that regular expression somewhere. */
    Child saysLike(String regex) {
        assertTrue(
                Pattern.compile(regex).matcher(out).find(),
                () -> "does not say anything like: " + regex + shown());
        return this;
    }

    /** The command and all that it said, for a failure message. */
    String shown() {
        return "%n$ %s%n-- status %d, output:%n%s%n-- error stream:%n%s"
                .formatted(String.join(" ", command), status, end(out), end(err));
    }

    static boolean endsWithin(Process process, Duration patience) {
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            return false;
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static String end(String text) {
        return text.length() <= SHOWN ? text : "[...]" + text.substring(text.length() - SHOWN);
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            // A file in the temporary folder is left behind; that fails nothing.
        }
    }
}
