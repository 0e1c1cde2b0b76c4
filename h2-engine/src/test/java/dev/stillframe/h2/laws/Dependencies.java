package dev.stillframe.h2.laws;

import dev.stillframe.api.Http2Engine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;

/** Which class uses which, as {@code jdeps} sees it. */
final class Dependencies {
    /** One class uses another. */
    record Use(String from, String to) {
        static String packageOf(String name) {
            return name.substring(0, Math.max(0, name.lastIndexOf('.')));
        }

        String fromPackage() {
            return packageOf(from);
        }

        String toPackage() {
            return packageOf(to);
        }
    }

    private Dependencies() {}

    /** Where a class was loaded from: a folder or a jar. */
    static Path location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** All that the classes of this folder or jar use. */
    static List<Use> of(Path classes) {
        ToolProvider jdeps =
                ToolProvider.findFirst("jdeps")
                        .orElseThrow(() -> new AssertionError("this JDK has no jdeps"));
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        jdeps.run(
                writer,
                writer,
                "-verbose:class",
                "-filter:none",
                "--multi-release",
                "base",
                "--ignore-missing-deps",
                "--module-path",
                location(Http2Engine.class).toString(),
                classes.toString());
        List<Use> uses = read(out.toString());
        if (uses.isEmpty()) {
            throw new AssertionError("jdeps has seen nothing: " + out);
        }
        return uses;
    }

    private static List<Use> read(String out) {
        return out.lines()
                .filter(line -> line.startsWith(" ") && line.contains("->"))
                .map(line -> line.strip().split("\\s+"))
                .map(words -> new Use(words[0], words[2]))
                .toList();
    }
}
