package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.jetty.modular.Program;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On the class path and on the module path, without Jetty's own HTTP/2 on either. */
@Timeout(60)
class PathsTest {
    private static final String SETTINGS = "4";

    private static String path(Predicate<String> wanted) {
        String all =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !entry.contains("jetty-http2"))
                .filter(wanted)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isModule(String entry) {
        return entry.matches(".*(jetty-(server|http|io|util|jmx)|slf4j-(api|simple))-[0-9.]*\\.jar")
                || Files.exists(Path.of(entry, "module-info.class"))
                || entry.matches(".*stillframe-(api|h2)-.*\\.jar");
    }

    private static String run(String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add(Program.class.getName());
        Process program =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(program.getInputStream().readAllBytes());
        program.waitFor();
        return said;
    }

    @Test
    @DisplayName("class path")
    void on_the_class_path() throws Exception {
        assertEquals("null, replaced 0, first frame " + SETTINGS, run("-cp", path(entry -> true)));
    }

    @Test
    @DisplayName("module path")
    void on_the_module_path() throws Exception {
        assertEquals(
                "dev.stillframe.jetty, replaced 0, first frame " + SETTINGS,
                run(
                        "--module-path",
                        path(PathsTest::isModule),
                        "--add-modules",
                        "dev.stillframe.jetty,dev.stillframe.h2",
                        "-cp",
                        path(entry -> !isModule(entry))));
    }
}
