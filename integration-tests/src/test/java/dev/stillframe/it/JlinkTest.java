package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.Http2Engine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The core has no dependencies: an image of the JDK's base, the api and the engine runs. */
class JlinkTest {
    /** Finds the engine as a service and lets it step once: the octets of its preface come out. */
    private static final String PROBE =
            """
            package probe;

            import dev.stillframe.api.Http2Engine;
            import dev.stillframe.api.connection.Effect;
            import dev.stillframe.api.connection.Event;
            import dev.stillframe.api.connection.Options;
            import dev.stillframe.api.connection.Role;
            import java.util.List;

            public class Main {
                public static void main(String[] arguments) {
                    var step = Http2Engine.find()
                            .connection(Options.of(Role.CLIENT))
                            .step(List.of(new Event.Clock(0)));
                    for (Effect effect : step.effects()) {
                        if (effect instanceof Effect.Send send) {
                            System.out.println(send.octets().slice(0, 14).utf8());
                        }
                    }
                    ModuleLayer.boot().modules().forEach(module -> System.out.println(module.getName()));
                }
            }
            """;

    @TempDir private Path folder;

    @Test
    @DisplayName("An image of api + h2 runs, and holds nothing else but java.base")
    void image() throws Exception {
        String path = where(Http2Engine.class) + ":" + where(Http2Engine.find().getClass());
        Path source = Files.createDirectories(folder.resolve("source/probe"));
        Files.writeString(source.resolve("Main.java"), PROBE);
        Path info = source.resolveSibling("module-info.java");
        Files.writeString(info, "module probe { requires dev.stillframe.api; }");
        Path classes = folder.resolve("classes");
        tool(
                "javac",
                "-p",
                path,
                "-d",
                classes,
                "--release",
                "21",
                source.resolve("Main.java"),
                info);

        Path image = folder.resolve("image");
        String modules = "probe,dev.stillframe.api,dev.stillframe.h2";
        tool("jlink", "-p", path + ":" + classes, "--add-modules", modules, "--output", image);

        List<String> said =
                Child.run(
                                Duration.ofSeconds(60),
                                List.of(
                                        image.resolve("bin/java").toString(),
                                        "-m",
                                        "probe/probe.Main"))
                        .succeeded()
                        .said()
                        .lines()
                        .toList();
        assertEquals("PRI * HTTP/2.0", said.getFirst());
        assertEquals(
                List.of("dev.stillframe.api", "dev.stillframe.h2", "java.base", "probe"),
                said.stream().skip(1).sorted().toList());
    }

    private static Path where(Class<?> type) throws Exception {
        URI location = type.getProtectionDomain().getCodeSource().getLocation().toURI();
        return Path.of(location);
    }

    private static void tool(String name, Object... arguments) {
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        int status = ToolProvider.findFirst(name).orElseThrow().run(out, out, words);
        assertTrue(status == 0, () -> name + " said: " + said);
    }
}
