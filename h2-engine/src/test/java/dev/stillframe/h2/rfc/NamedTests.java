package dev.stillframe.h2.rfc;

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

/**
 * Tests that a page names as {@code Class.method}: whether they are there, and run.
 *
 * @param sources the sources of the tests of all modules, by the names of their classes
 */
record NamedTests(Map<String, String> sources) {
    static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize().getParent();
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|Fuzz))\\.(\\w+)`");
    private static final Pattern TEST =
            Pattern.compile("@(?:Test|ParameterizedTest|TestFactory|FuzzTest)\\b");

    static NamedTests ofAllModules() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.map(it -> it.resolve("src/test/java")).toList()) {
                if (Files.isDirectory(module)) {
                    addSources(sources, module);
                }
            }
        }
        return new NamedTests(sources);
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

    /** What is wrong with a cell that should be a list of tests; none if all of them run. */
    List<String> mistakes(String cell) {
        List<String> wrong = new ArrayList<>();
        Matcher named = NAMED.matcher(cell);
        int count = 0;
        while (named.find()) {
            count++;
            if (!isTest(sources.getOrDefault(named.group(1), ""), named.group(2))) {
                wrong.add(named.group() + " is no test that runs");
            }
        }
        if (count == 0 || count != cell.split(",").length) {
            wrong.add("not a list of tests: " + cell);
        }
        return wrong;
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
}
