package dev.stillframe.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What simulation has found, and must not find again: one file each. */
class RegressionsTest {
    private static final Path FOLDER = Path.of("src/test/resources/regressions");

    @TestFactory
    @DisplayName("What was found once")
    Stream<DynamicTest> regressions() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(RegressionsTest::test).toList().stream();
        }
    }

    private static DynamicTest test(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String about = text.lines().findFirst().orElse("").replaceFirst("^#\\s*", "");
        return DynamicTest.dynamicTest(
                file.getFileName() + ": " + about,
                file.toUri(),
                () -> {
                    World.Result result = World.run(Plan.parse(text));
                    assertFalse(result.ends().isEmpty(), "something is asked");
                    assertEquals(result.trace(), World.run(Plan.parse(text)).trace());
                });
    }
}
