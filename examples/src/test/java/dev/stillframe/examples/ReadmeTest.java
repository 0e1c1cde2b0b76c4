package dev.stillframe.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What the README shows of the server and the client compiles, and is what the examples are made
 * of.
 */
@DisplayName("The README's section on the server and the client")
class ReadmeTest {
    private static final Path BASE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
    private static final Pattern SECTION =
            Pattern.compile("\n## A server and a client\n(.*?)\n## ", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+)`");

    @Test
    @DisplayName("shows code of the examples, line by line")
    void code() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.toList()) {
                sources.add(bare(Files.readString(file)));
            }
        }
        int blocks = 0;
        for (Matcher block = BLOCK.matcher(section()); block.find(); blocks++) {
            String code = bare(block.group(1));
            assertTrue(
                    sources.stream().anyMatch(source -> source.contains(code)),
                    () -> "in no example: " + code);
        }
        assertEquals(2, blocks);
    }

    @Test
    @DisplayName("names every example that there is, and no other")
    void names() throws IOException {
        String section = section();
        List<String> named = NAMED.matcher(section).results().map(it -> it.group(1)).toList();
        assertFalse(named.isEmpty());
        for (String name : named) {
            assertTrue(Files.exists(folder().resolve(name + ".java")), name);
        }
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                boolean runs = Files.readString(file).contains("void main(");
                assertEquals(runs, named.contains(name), name);
            }
        }
    }

    private static String section() throws IOException {
        Matcher section = SECTION.matcher(Files.readString(BASE.resolveSibling("README.md")));
        assertTrue(section.find(), "the section is there");
        return section.group(1);
    }

    private static Path folder() {
        return BASE.resolve("src/main/java/dev/stillframe/examples");
    }

    /** Without indentation. */
    private static String bare(String code) {
        return code.strip().replaceAll("\n\\s*", "\n");
    }
}
