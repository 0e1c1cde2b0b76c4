package dev.stillframe.h2.rfc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The tests that docs/vulnerabilities.md promises are there, and run. */
@DisplayName("The page of known attacks")
class AttacksPageTest {
    private static final Path PAGE = NamedTests.ROOT.resolve("docs/vulnerabilities.md");

    @Test
    @DisplayName("names for every attack tests that exist")
    void tests() throws IOException {
        NamedTests tests = NamedTests.ofAllModules();
        List<String> wrong = new ArrayList<>();
        int rows = 0;
        for (String line : Files.readAllLines(PAGE)) {
            if (!line.startsWith("| ") || line.startsWith("| ---")) {
                continue;
            }
            if (++rows == 1) {
                continue; // the head of the table
            }
            String[] cells = line.split("\\|");
            assertEquals(5, cells.length, line);
            wrong.addAll(tests.mistakes(cells[4].strip()));
        }
        assertTrue(rows > 20, rows + " rows");
        assertEquals(List.of(), wrong);
    }
}
