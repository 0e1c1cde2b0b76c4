package dev.stillframe.vertx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.vertx.modular.Program;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own, with the options that README.md gives for the module path. */
@Timeout(120)
class ModulePathTest {
    @TempDir Path directory;

    private static String path(Predicate<String> wanted) {
        String all =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(wanted)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The adapter, the engine, Vert.x' core and Netty; what tests alone need is none. */
    private static boolean isModule(String entry) {
        return Files.exists(Path.of(entry, "module-info.class"))
                || entry.matches(".*(stillframe-(api|h2|netty|vertx)|vertx-core|netty)-.*\\.jar");
    }

    /** The options as README.md has them. */
    private static List<String> exports() throws IOException {
        Path readme = Path.of(System.getProperty("stillframe.root"), "vertx-adapter", "README.md");
        return Files.readAllLines(readme).stream()
                .filter(line -> line.startsWith("--add-exports "))
                .flatMap(line -> Arrays.stream(line.split(" ")))
                .toList();
    }

    private String run(List<String> options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--module-path");
        command.add(path(ModulePathTest::isModule));
        command.add("--add-modules");
        command.add("dev.stillframe.vertx,dev.stillframe.h2");
        command.addAll(options);
        command.add("-cp");
        command.add(path(entry -> !isModule(entry)));
        command.add(Program.class.getName());
        Path errors = directory.resolve("errors");
        Process program = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String said = new String(program.getInputStream().readAllBytes());
        return program.waitFor() == 0 ? said : said + Files.readString(errors);
    }

    @Test
    void theAdapterServesOnTheModulePath() throws Exception {
        assertEquals("dev.stillframe.vertx FramedConnection HTTP_2", run(exports()));
    }

    @Test
    void withoutTheExportsVertxServesItself() throws Exception {
        assertEquals("dev.stillframe.vertx Http2ServerConnectionImpl HTTP_2", run(List.of()));
    }
}
