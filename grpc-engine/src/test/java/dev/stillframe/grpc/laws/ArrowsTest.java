package dev.stillframe.grpc.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.grpc.wire.Frames;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Laws L1 and L10: what the pure packages may use of the JDK, and which package may use which. */
class ArrowsTest {
    private static final String GRPC = "dev.stillframe.grpc.";

    /** For each package, those of the engine that it may use. */
    private static final Map<String, Set<String>> ARROWS =
            Map.of(
                    "wire", Set.of(),
                    "call", Set.of("wire"),
                    "delay", Set.of(),
                    "config", Set.of("delay"),
                    "attempts", Set.of("config", "delay"),
                    "picking", Set.of("config", "delay"),
                    "protobuf", Set.of(),
                    "runtime", Set.of("wire", "call", "delay", "config", "attempts", "picking"));

    /** Packages of the JDK for the pure packages. */
    private static final Set<String> JDK =
            Set.of(
                    "java.lang",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.util",
                    "java.util.function",
                    "java.util.stream",
                    "java.nio.charset");

    /** Of other packages of the JDK, these classes. */
    private static final Set<String> JDK_CLASSES =
            Set.of(
                    "java.io.IOException",
                    "java.math.BigDecimal",
                    "java.math.RoundingMode",
                    "java.nio.ByteBuffer",
                    "java.time.Duration");

    /** And of the packages that are allowed, not these. */
    private static final Set<String> NOT =
            Set.of(
                    "java.lang.Thread",
                    "java.lang.ThreadLocal",
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.Runtime",
                    "java.lang.System$Logger",
                    "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.util.UUID",
                    "java.util.Date",
                    "java.util.Calendar",
                    "java.util.Timer",
                    "java.util.WeakHashMap");

    /** One class uses another. */
    private record Use(String from, String to) {
        String fromPackage() {
            return shortName(packageOf(from));
        }

        String toPackage() {
            return packageOf(to);
        }

        private static String packageOf(String name) {
            return name.substring(0, Math.max(0, name.lastIndexOf('.')));
        }

        /** The runtime has threads; codecs of protobuf do what protobuf does. */
        boolean isPure() {
            return !fromPackage().startsWith("runtime") && !fromPackage().equals("protobuf");
        }
    }

    private static final Path ENGINE = location(Frames.class);
    private static final List<Use> USES = uses();

    private static Path location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Use> uses() {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        ToolProvider.findFirst("jdeps")
                .orElseThrow(() -> new AssertionError("this JDK has no jdeps"))
                .run(
                        writer,
                        writer,
                        "-verbose:class",
                        "-filter:none",
                        "--multi-release",
                        "base",
                        "--ignore-missing-deps",
                        "--module-path",
                        location(Http2Engine.class).toString(),
                        ENGINE.toString());
        return out.toString()
                .lines()
                .filter(line -> line.startsWith(" ") && line.contains("->"))
                .map(line -> line.strip().split("\\s+"))
                .map(words -> new Use(words[0], words[2]))
                .filter(use -> use.from().startsWith(GRPC))
                .toList();
    }

    private static String shortName(String name) {
        return name.startsWith(GRPC) ? name.substring(GRPC.length()) : name;
    }

    @Test
    @DisplayName("L10: each package uses those below it and no others")
    void packages() {
        Set<String> wrong = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        for (Use use : USES) {
            String from = use.fromPackage();
            String to = shortName(use.toPackage());
            seen.add(from);
            boolean ours = use.to().startsWith(GRPC) && !from.equals(to);
            if (ours && !ARROWS.getOrDefault(from, Set.of()).contains(to)) {
                wrong.add(use.from() + " -> " + use.to());
            }
        }
        assertEquals(Set.of(), wrong);
        assertEquals(new TreeSet<>(ARROWS.keySet()), seen, "packages of the engine");
    }

    @Test
    @DisplayName("L1: the pure packages have no socket, thread, lock, clock or chance in reach")
    void jdk() {
        Set<String> wrong = new TreeSet<>();
        for (Use use : USES) {
            boolean allowed =
                    !use.isPure()
                            || use.to().startsWith("dev.stillframe.")
                            || use.to().startsWith("org.jspecify.")
                            || JDK_CLASSES.contains(use.to())
                            || JDK.contains(use.toPackage()) && !NOT.contains(use.to());
            if (!allowed) {
                wrong.add(use.from() + " -> " + use.to());
            }
        }
        assertEquals(Set.of(), wrong);
        assertTrue(USES.size() > 300, "jdeps has seen the engine: " + USES.size());
    }

    @Test
    @DisplayName("L1: no class of the pure packages has a static field that can change")
    void statics() throws ReflectiveOperationException {
        Set<String> wrong = new TreeSet<>();
        Set<String> classes =
                USES.stream()
                        .filter(Use::isPure)
                        .map(Use::from)
                        .collect(Collectors.toCollection(TreeSet::new));
        for (String name : classes) {
            Class<?> type = Class.forName(name, false, Frames.class.getClassLoader());
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (Modifier.isStatic(modifiers) && !Modifier.isFinal(modifiers)) {
                    wrong.add(name + "." + field.getName());
                }
                if (Modifier.isVolatile(modifiers)) {
                    wrong.add(name + "." + field.getName() + " is volatile");
                }
            }
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    @DisplayName("L10: the engine needs the API alone, and protobuf only where it is there")
    void modules() {
        ModuleDescriptor engine = ModuleFinder.of(ENGINE).findAll().iterator().next().descriptor();
        assertEquals(
                Set.of("java.base", "org.jspecify", "dev.stillframe.api", "com.google.protobuf"),
                engine.requires().stream()
                        .map(ModuleDescriptor.Requires::name)
                        .collect(Collectors.toSet()));
        assertEquals(
                Set.of("com.google.protobuf", "org.jspecify"),
                engine.requires().stream()
                        .filter(
                                each ->
                                        each.modifiers()
                                                .contains(
                                                        ModuleDescriptor.Requires.Modifier.STATIC))
                        .map(ModuleDescriptor.Requires::name)
                        .collect(Collectors.toSet()));
    }
}
