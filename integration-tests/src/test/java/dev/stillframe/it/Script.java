package dev.stillframe.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The scripts that drive clients which are not Java's: resources beside these tests. */
final class Script {

    private Script() {}

    /** Copies a script to where its interpreter finds it. */
    static Path copy(String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream script =
                Objects.requireNonNull(Script.class.getResourceAsStream(name), name)) {
            Files.copy(script, file);
        }
        return file;
    }
}
