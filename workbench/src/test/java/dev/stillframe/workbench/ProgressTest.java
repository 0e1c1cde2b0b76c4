package dev.stillframe.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long now;

    private Progress progress(boolean shown, long total) {
        PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
        return new Progress(out, shown, () -> now, "worlds", total);
    }

    private String written() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("A terminal shows what is done, how fast, and how long it will take; then nothing")
    void terminal() {
        try (Progress progress = progress(true, 20_000)) {
            progress.done(10);
            assertEquals("", written(), "not more often than can be read");
            now = 10_000_000_000L;
            progress.done(1000);
            assertEquals("\r1,000 worlds, 100/s, 5 % of 20,000, 3 min 10 s left", written());
        }
        assertEquals(
                "\r" + " ".repeat(51) + "\r",
                written().substring(written().lastIndexOf("left") + 4));
    }

    @Test
    @DisplayName("Where nobody knows the end, none is told")
    void endless() {
        try (Progress progress = progress(true, 0)) {
            now = 1_000_000_000L;
            progress.done(7);
            assertEquals("\r7 worlds, 7/s", written());
        }
    }

    @Test
    @DisplayName("It makes room for a line that stays")
    void staying() {
        try (Progress progress = progress(true, 0)) {
            now = 1_000_000_000L;
            progress.done(7);
            progress.say("round 1");
        }
        assertEquals(
                "\r7 worlds, 7/s\r" + " ".repeat(13) + "\rround 1" + System.lineSeparator(),
                written());
    }

    @Test
    @DisplayName("A pipe gets nothing")
    void pipe() {
        try (Progress progress = progress(false, 10)) {
            now = 10_000_000_000L;
            progress.done(5);
            progress.say("round 1");
        }
        assertEquals("", written());
    }
}
