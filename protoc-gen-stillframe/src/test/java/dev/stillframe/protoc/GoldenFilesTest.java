package dev.stillframe.protoc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What is generated, to be read. With {@code -Dstillframe.regenerate=true} the files are written
 * anew, for their differences to be looked at.
 */
class GoldenFilesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @Test
    @DisplayName("What is generated is what lies in the tree, file by file")
    void same() throws IOException {
        Map<String, String> generated = Requests.generated();
        assertFalse(generated.isEmpty());
        if (Boolean.getBoolean("stillframe.regenerate")) {
            for (Map.Entry<String, String> file : generated.entrySet()) {
                Path path = GOLDEN.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
        }
        Map<String, String> golden = golden();
        assertEquals(golden.keySet(), generated.keySet());
        golden.forEach((name, text) -> assertEquals(text, generated.get(name), name));
    }

    private static Map<String, String> golden() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(GOLDEN)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                files.put(GOLDEN.relativize(path).toString(), Files.readString(path));
            }
        }
        return files;
    }
}
