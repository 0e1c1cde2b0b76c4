package dev.stillframe.h2.rfc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What docs/seed-coverage.md says of the ancestors is whole, and its tests are there, and run. */
@DisplayName("The page of what the ancestors do")
class SeedsPageTest {
    private static final Set<String> OUTCOMES = Set.of("matched", "surpassed", "refused");

    /** The cells of a row, without the empty one before it. */
    private static List<List<String>> rows(int cells) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : Files.readAllLines(NamedTests.ROOT.resolve("docs/seed-coverage.md"))) {
            if (line.startsWith("| ") && !line.startsWith("| ---") && !line.startsWith("| id ")) {
                List<String> row = Stream.of(line.split("\\|")).skip(1).map(String::strip).toList();
                assertTrue(row.size() == 5 || row.size() == 3, line);
                if (row.size() == cells) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private static Stream<String> ids(String prefix, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(n -> prefix + "-" + n);
    }

    @Test
    @DisplayName("has each row once, in order, with an outcome and a reason")
    void rows() throws IOException {
        List<List<String>> rows = rows(5);
        assertEquals(
                Stream.of(ids("H2", 29), ids("HA", 32), ids("CP", 12), ids("GR", 18), ids("EN", 7))
                        .flatMap(it -> it)
                        .toList(),
                rows.stream().map(List::getFirst).toList());
        for (List<String> row : rows) {
            assertTrue(OUTCOMES.contains(row.get(2)), row::toString);
            assertTrue(row.stream().noneMatch(String::isEmpty), row::toString);
        }
    }

    @Test
    @DisplayName("names for every row, and for every rule, tests that exist")
    void tests() throws IOException {
        NamedTests tests = NamedTests.ofAllModules();
        List<String> wrong = new ArrayList<>();
        for (int cells : new int[] {5, 3}) {
            List<List<String>> rows = rows(cells);
            assertTrue(rows.size() > 30, rows.size() + " rows of " + cells);
            for (List<String> row : rows) {
                tests.mistakes(row.getLast()).forEach(it -> wrong.add(row.getFirst() + ": " + it));
            }
        }
        assertEquals(List.of(), wrong);
    }
}
