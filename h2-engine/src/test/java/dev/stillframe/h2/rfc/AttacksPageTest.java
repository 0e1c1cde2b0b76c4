package dev.stillframe.h2.rfc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The tests that docs/vulnerabilities.md promises are there, and run. */
@DisplayName("The page of known attacks")
class AttacksPageTest {
    private static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize().getParent();
    private static final Path PAGE = ROOT.resolve("docs/vulnerabilities.md");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|Fuzz))\\.(\\w+)`");
    private static final Pattern TEST =
            Pattern.compile("@(?:Test|ParameterizedTest|TestFactory|FuzzTest)\\b");

    @Test
    @DisplayName("names for every attack tests that exist")
    void tests() throws IOException {
        Map<String, String> sources = sources();
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
            String shownBy = cells[4].strip();
            Matcher named = NAMED.matcher(shownBy);
            int count = 0;
            while (named.find()) {
                count++;
                if (!isTest(sources.getOrDefault(named.group(1), ""), named.group(2))) {
                    wrong.add(named.group() + " is no test that runs");
                }
            }
            if (count == 0 || count != shownBy.split(",").length) {
                wrong.add("not a list of tests: " + shownBy);
            }
        }
        assertTrue(rows > 20, rows + " rows");
        assertEquals(List.of(), wrong);
    }

    @Test
    @DisplayName("is checked by a check that can fail")
    void counterexamples() {
        String source =
                """
                    @Test
                    @DisplayName("runs")
                    void runs() {}

                    @Disabled
                    @Test
                    void asleep() {}

                    static Stream<Arguments> overloaded() {}

                    @ParameterizedTest
                    void overloaded(String name) {}

                    void assists() {}
                """;
        assertTrue(isTest(source, "runs"));
        assertTrue(isTest(source, "overloaded"));
        for (String name : List.of("asleep", "assists", "run", "absent")) {
            assertTrue(!isTest(source, name), name);
        }
    }

    /** What belongs to one method stands above it without a blank line. */
    private static boolean isTest(String source, String name) {
        Matcher method = Pattern.compile("(?:void|Stream<\\w+>) " + name + "\\(").matcher(source);
        while (method.find()) {
            String above = source.substring(0, method.start());
            above = above.substring(above.lastIndexOf("\n\n") + 1);
            if (TEST.matcher(above).find() && !above.contains("@Disabled")) {
                return true;
            }
        }
        return false;
    }

    /** The sources of the tests of all modules, by the names of their classes. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.map(it -> it.resolve("src/test/java")).toList()) {
                if (Files.isDirectory(module)) {
                    addSources(sources, module);
                }
            }
        }
        return sources;
    }

    private static void addSources(Map<String, String> sources, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                // Of several classes of one name any may be meant.
                sources.merge(name, Files.readString(file), (a, b) -> a + "\n\n" + b);
            }
        }
    }
}
