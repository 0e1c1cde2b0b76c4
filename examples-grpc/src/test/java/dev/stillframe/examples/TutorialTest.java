package dev.stillframe.examples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the tutorial quotes stands in the sources, and what it links to is there. */
@DisplayName("the tutorial")
class TutorialTest {
    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
    private static final Path PAGES = MODULE.resolveSibling("docs").resolve("tutorial");
    private static final Pattern BLOCK = Pattern.compile("```(\\w*)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(#[^)]*)?\\)");

    /** What is not quoted: commands, and what they print. */
    private static final Set<String> OWN = Set.of("", "sh");

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> sources() {
        List<Path> all = new ArrayList<>(files(MODULE.resolve("src")));
        all.addAll(files(MODULE.resolve("proxies")));
        return all.stream().map(file -> bare(read(file))).toList();
    }

    /** Without spaces and lines: those are the formatter's. */
    private static String bare(String code) {
        return code.replaceAll("\\s+", "");
    }

    @TestFactory
    Stream<DynamicTest> quotes() {
        List<String> sources = sources();
        return files(PAGES).stream()
                .map(
                        page ->
                                DynamicTest.dynamicTest(
                                        page.getFileName().toString(),
                                        () -> assertQuotes(read(page), sources)));
    }

    private static void assertQuotes(String page, List<String> sources) {
        for (MatchResult block : BLOCK.matcher(page).results().toList()) {
            if (OWN.contains(block.group(1))) {
                continue;
            }
            String code = bare(block.group(2));
            assertFalse(code.isEmpty());
            assertTrue(
                    sources.stream().anyMatch(source -> source.contains(code)),
                    () -> "not in the sources: " + block.group(2));
        }
    }

    @TestFactory
    Stream<DynamicTest> links() {
        return files(PAGES).stream()
                .map(
                        page ->
                                DynamicTest.dynamicTest(
                                        page.getFileName().toString(), () -> assertLinks(page)));
    }

    private static void assertLinks(Path page) {
        for (MatchResult link : LINK.matcher(read(page)).results().toList()) {
            if (!link.group(1).startsWith("https:")) {
                Path to = page.resolveSibling(link.group(1)).normalize();
                assertTrue(Files.exists(to), () -> to + " is not there");
            }
        }
    }

    @Test
    @DisplayName("every page stands in the list of pages, and quotes something")
    void complete() {
        String list = read(PAGES.resolve("README.md"));
        List<Path> pages =
                files(PAGES).stream()
                        .filter(page -> !page.getFileName().toString().equals("README.md"))
                        .toList();
        assertFalse(pages.isEmpty());
        for (Path page : pages) {
            assertTrue(list.contains("](" + page.getFileName() + ")"), page::toString);
            long quotes =
                    BLOCK.matcher(read(page))
                            .results()
                            .filter(block -> !OWN.contains(block.group(1)))
                            .count();
            assertTrue(quotes > 0, page::toString);
        }
    }
}
