package dev.stillframe.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the READMEs show of the server and the client compiles, runs, and is all there. */
@Timeout(60)
class ReadmeTest {
    private static final Path BASE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().normalize();
    private static final Path SOURCES = BASE.resolve("src/main/java/dev/stillframe/examples");
    private static final Pattern SECTION =
            Pattern.compile("\n## A server and a client\n(.*?)\n## ", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("\n\\| \\[`(\\w+)`]");

    @Test
    @DisplayName("the server and the client of the README are those of Hello, line by line")
    void code() throws IOException {
        Matcher section = SECTION.matcher(Files.readString(BASE.resolveSibling("README.md")));
        assertTrue(section.find(), "the section is there");
        String hello = bare(Files.readString(SOURCES.resolve("Hello.java")));
        List<MatchResult> blocks = BLOCK.matcher(section.group(1)).results().toList();
        assertEquals(2, blocks.size());
        for (MatchResult block : blocks) {
            String code = bare(block.group(1));
            assertTrue(hello.contains(code), () -> "not in Hello: " + code);
        }
    }

    @Test
    @DisplayName("the client of Hello sees what its server says")
    void hello() throws IOException {
        try (Server server = Hello.serve(0)) {
            int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
            URI uri = URI.create("http://localhost:" + port + "/");
            assertEquals("200 Hello, World!\n", Hello.ask(uri));
        }
    }

    @Test
    @DisplayName("every example has a row")
    void rows() throws IOException {
        String page = Files.readString(BASE.resolve("README.md"));
        List<String> rows = ROW.matcher(page).results().map(row -> row.group(1)).sorted().toList();
        try (Stream<Path> files = Files.list(SOURCES)) {
            assertEquals(
                    files.filter(ReadmeTest::isProgram)
                            .map(file -> file.getFileName().toString().replace(".java", ""))
                            .sorted()
                            .toList(),
                    rows);
        }
    }

    private static boolean isProgram(Path file) {
        try {
            return Files.readString(file).contains("static void main(");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without indentation. */
    private static String bare(String code) {
        return code.strip().replaceAll("\n\\s*", "\n");
    }
}
