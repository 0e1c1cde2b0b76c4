package dev.stillframe.h2.rfc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** No requirement without a test, and no test for a requirement that there is not. */
@DisplayName("The requirement table of RFC 9113 and RFC 7541")
class RequirementTableTest {
    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
    private static final Path ROOT = MODULE.resolveSibling("");
    private static final Path FOLDER = MODULE.resolve("src/test/resources/rfc");
    private static final Path PAGE = ROOT.resolve("docs/rfc-coverage.md");
    private static final boolean REGENERATE = Boolean.getBoolean("stillframe.regenerate");
    private static final String COMMAND =
            "mvn -B test -pl h2-engine -am -Dtest=RequirementTableTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dstillframe.regenerate=true";

    private static RequirementTable table;
    private static Evidence evidence;

    @BeforeAll
    static void read() throws IOException {
        table = RequirementTable.read(FOLDER);
        evidence = new Evidence();
        evidence.addClasses(MODULE.resolve("target/test-classes"));
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.filter(folder -> !folder.equals(MODULE)).sorted().toList()) {
                evidence.addSources(module);
            }
        }
        if (REGENERATE) {
            table.shrinkPending(FOLDER, evidence.shown());
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, CoveragePage.write(table, evidence.shown()));
        }
    }

    @Test
    @DisplayName("has a row for each of the keywords that the RFCs carry")
    void counts() {
        assertEquals(Map.of("MUST", 169, "MUST NOT", 56), keywords("9113"));
        assertEquals(Map.of("MUST", 19, "MUST NOT", 3), keywords("7541"));
    }

    private static Map<String, Integer> keywords(String rfc) {
        int not = 0;
        for (Row row : table.of(rfc)) {
            not += row.keyword().equals("MUST NOT") ? 1 : 0;
        }
        return Map.of("MUST", table.of(rfc).size() - not, "MUST NOT", not);
    }

    @Test
    @DisplayName("has each identifier and each sentence of a section once")
    void unique() {
        Set<String> seen = new HashSet<>();
        List<String> twice = new ArrayList<>();
        for (Row row : table.rows()) {
            boolean first = seen.add(row.id());
            first &= seen.add(row.rfc() + " " + row.section() + " " + row.sentence());
            if (!first) {
                twice.add(row.id());
            }
        }
        assertEquals(List.of(), twice);
    }

    @Test
    @DisplayName("numbers the keywords of a section without a gap")
    void numbered() {
        String section = "";
        int number = 0;
        List<String> wrong = new ArrayList<>();
        for (Row row : table.rows()) {
            String here = row.rfc() + "-" + row.section() + "-";
            number = here.equals(section) ? number + 1 : 1;
            section = here;
            if (!row.id().equals(here + number)) {
                wrong.add(row.id());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    @DisplayName("has a test for every row that applies")
    void nothingMissing() throws IOException {
        TreeSet<String> pending = RequirementTable.pending(FOLDER);
        List<String> missing = new ArrayList<>();
        for (Row row : table.applicable()) {
            if (!evidence.shown().containsKey(row.id()) && !pending.contains(row.id())) {
                missing.add(row.id() + ": " + row.sentence());
            }
        }
        assertTrue(missing.isEmpty(), () -> "No test shows\n" + String.join("\n", missing));
    }

    @Test
    @DisplayName("lists as pending only rows that apply and have no test yet")
    void pendingOnlyShrinks() throws IOException {
        Map<String, Row> known = table.byId();
        List<String> wrong = new ArrayList<>();
        for (String id : RequirementTable.pending(FOLDER)) {
            Row row = known.get(id);
            if (row == null || !row.applies()) {
                wrong.add(id + " is no row that needs a test");
            } else if (evidence.shown().containsKey(id)) {
                wrong.add(id + " has a test: " + evidence.shown().get(id));
            }
        }
        assertTrue(
                wrong.isEmpty(),
                () -> "pending.txt: " + String.join("\n", wrong) + "\nUpdate it with " + COMMAND);
    }

    @Test
    @DisplayName("knows every identifier that a test names")
    void nothingUnknown() {
        Map<String, Row> known = table.byId();
        List<String> unknown = new ArrayList<>(evidence.mistakes());
        evidence.shown()
                .forEach(
                        (id, tests) -> {
                            if (!known.containsKey(id)) {
                                unknown.add(id + " is no row, but named by " + tests);
                            }
                        });
        assertTrue(unknown.isEmpty(), () -> String.join("\n", unknown));
    }

    @Test
    @DisplayName("is what docs/rfc-coverage.md says")
    void page() throws IOException {
        String fresh = CoveragePage.write(table, evidence.shown());
        String there = Files.exists(PAGE) ? Files.readString(PAGE) : "";
        if (!fresh.equals(there)) {
            Files.writeString(MODULE.resolve("target/rfc-coverage.md"), fresh);
        }
        assertTrue(
                fresh.equals(there),
                () -> "docs/rfc-coverage.md is stale (fresh: target/rfc-coverage.md): " + COMMAND);
    }
}
