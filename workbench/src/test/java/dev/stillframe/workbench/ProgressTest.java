package dev.stillframe.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("progress")
class ProgressTest {

    private final StringWriter err = new StringWriter();

    @Test
    @DisplayName("says what is done, how fast it goes, and how long it will take still")
    void line() {
        Progress progress = progress(true);
        assertEquals("soak 0 of 1,000 streams", progress.line(0, Duration.ofSeconds(1)));
        assertEquals(
                "soak 250 of 1,000 streams, 10/s, 1 min 15 s left",
                progress.line(250, Duration.ofSeconds(25)));
        assertEquals(
                "soak 1,200 of 1,000 streams, 120/s, 0 s left",
                progress.line(1_200, Duration.ofSeconds(10)));
    }

    @Test
    @DisplayName("on a terminal takes its line away for one that stays")
    void terminal() {
        try (Progress progress = progress(true)) {
            progress.at(1);
            progress.say("round 1");
        }
        assertTrue(err.toString().matches("(?s)\r\\S+soak 1 of.*\r\\S+round 1\\R"), err.toString());
    }

    @Test
    @DisplayName("in a pipe writes nothing")
    void pipe() {
        try (Progress progress = progress(false)) {
            progress.at(1);
            progress.say("round 1");
        }
        assertEquals("", err.toString());
    }

    private Progress progress(boolean shown) {
        return new Progress(new PrintWriter(err), shown, "soak", "streams", 1_000);
    }
}
