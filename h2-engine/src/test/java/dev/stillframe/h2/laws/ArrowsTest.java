package dev.stillframe.h2.laws;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.h2.connection.ConnectionState;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Laws L1 and L10: what the core may use of the JDK, and which package may use which. */
class ArrowsTest {
    private static final String H2 = "dev.stillframe.h2.";
    private static final Set<String> MESSAGE_VOCABULARY = Set.of("dev.stillframe.api.message");
    private static final Set<String> VOCABULARY =
            Set.of("dev.stillframe.api.message", "dev.stillframe.api.connection");

    /** For each package, those of the engine that it may use. Only the runtime may use more. */
    private static final Map<String, Set<String>> ARROWS =
            Map.ofEntries(
                    entry("octets", Set.of()),
                    entry("persistent", Set.of()),
                    entry("flow", Set.of()),
                    entry("frame", Set.of("octets")),
                    entry("hpack", Set.of("octets")),
                    entry("message", Set.of()),
                    entry("stream", Set.of("flow")),
                    entry(
                            "connection",
                            Set.of(
                                    "octets",
                                    "persistent",
                                    "flow",
                                    "frame",
                                    "hpack",
                                    "message",
                                    "stream")),
                    entry("fold", Set.of("persistent")),
                    entry("recording", Set.of("octets", "connection")),
                    entry("pool", Set.of("persistent")),
                    entry("race", Set.of()),
                    entry("runtime.tls", Set.of()),
                    entry("runtime.net", Set.of("runtime.tls")),
                    entry("runtime.direct", Set.of("runtime.net")),
                    entry(
                            "runtime.server",
                            Set.of("message", "runtime.direct", "runtime.net", "runtime.tls")),
                    entry(
                            "runtime.client",
                            Set.of(
                                    "message",
                                    "pool",
                                    "race",
                                    "runtime.direct",
                                    "runtime.net",
                                    "runtime.tls")),
                    entry(
                            "runtime",
                            Set.of(
                                    "connection",
                                    "fold",
                                    "runtime.client",
                                    "runtime.recorder",
                                    "runtime.server")),
                    entry("runtime.recorder", Set.of("octets", "recording")));

    /** What of the API each package may use. */
    private static final Map<String, Set<String>> API =
            Map.ofEntries(
                    entry("octets", MESSAGE_VOCABULARY),
                    entry("persistent", Set.of()),
                    entry("flow", Set.of()),
                    entry("frame", VOCABULARY),
                    entry("hpack", MESSAGE_VOCABULARY),
                    entry("message", MESSAGE_VOCABULARY),
                    entry("stream", VOCABULARY),
                    entry("connection", VOCABULARY),
                    entry("recording", VOCABULARY),
                    entry(
                            "fold",
                            Set.of(
                                    "dev.stillframe.api.message",
                                    "dev.stillframe.api.connection",
                                    "dev.stillframe.api.handler")),
                    entry(
                            "pool",
                            Set.of("dev.stillframe.api.client", "dev.stillframe.api.connection")),
                    entry("race", Set.of("dev.stillframe.api.client")));

    /** Packages of the JDK for all of the core. */
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
                    "java.nio.ByteBuffer",
                    "java.nio.ByteOrder",
                    "java.time.Duration",
                    "java.util.zip.CRC32C");

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

    private static final Path ENGINE = Dependencies.location(ConnectionState.class);
    private static final List<Dependencies.Use> USES =
            Dependencies.of(ENGINE).stream().filter(use -> use.from().startsWith(H2)).toList();

    private static String shortName(String name) {
        return name.startsWith(H2) ? name.substring(H2.length()) : name;
    }

    @Test
    @DisplayName("L10: each package of the engine uses those below it and no others")
    void packages() {
        Set<String> wrong = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        for (Dependencies.Use use : USES) {
            String from = shortName(use.fromPackage());
            String to = shortName(use.toPackage());
            seen.add(from);
            boolean ours = use.to().startsWith(H2) && !from.equals(to);
            if (ours && !ARROWS.getOrDefault(from, Set.of()).contains(to)) {
                wrong.add(use.from() + " -> " + use.to());
            }
        }
        assertEquals(Set.of(), wrong);
        assertEquals(new TreeSet<>(ARROWS.keySet()), seen, "packages of the engine");
    }

    @Test
    @DisplayName("L10: each package of the core uses the vocabulary that it needs")
    void vocabulary() {
        Set<String> wrong = new TreeSet<>();
        for (Dependencies.Use use : USES) {
            Set<String> allowed = API.get(shortName(use.fromPackage()));
            if (allowed != null
                    && use.to().startsWith("dev.stillframe.api")
                    && !allowed.contains(use.toPackage())) {
                wrong.add(use.from() + " -> " + use.to());
            }
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    @DisplayName("L1: the core has no socket, thread, lock, clock or chance within its reach")
    void jdk() {
        Set<String> wrong = new TreeSet<>();
        for (Dependencies.Use use : USES) {
            if (shortName(use.fromPackage()).startsWith("runtime")
                    || use.to().startsWith("dev.stillframe.")
                    || use.to().startsWith("org.jspecify.")) {
                continue;
            }
            boolean allowed =
                    JDK_CLASSES.contains(use.to())
                            || JDK.contains(use.toPackage()) && !NOT.contains(use.to());
            if (!allowed) {
                wrong.add(use.from() + " -> " + use.to());
            }
        }
        assertEquals(Set.of(), wrong);
        assertTrue(USES.size() > 1000, "jdeps has seen the engine: " + USES.size());
    }

    @Test
    @DisplayName("L1: no class of the core has a static field that can change")
    void statics() throws ReflectiveOperationException {
        Set<String> wrong = new TreeSet<>();
        Set<String> classes =
                USES.stream()
                        .map(Dependencies.Use::from)
                        .collect(Collectors.toCollection(TreeSet::new));
        for (String name : classes) {
            if (name.startsWith(H2 + "runtime.")) {
                continue;
            }
            Class<?> type = Class.forName(name, false, ConnectionState.class.getClassLoader());
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
    @DisplayName("L10: the engine needs the API, the API needs nothing")
    void modules() {
        assertEquals(Set.of("java.base", "org.jspecify", "dev.stillframe.api"), requires(ENGINE));
        assertEquals(
                Set.of("java.base", "org.jspecify"),
                requires(Dependencies.location(Http2Engine.class)));
        assertTrue(descriptor(ENGINE).exports().isEmpty(), "the engine is found as a service");
    }

    private static ModuleDescriptor descriptor(Path classes) {
        return ModuleFinder.of(classes).findAll().iterator().next().descriptor();
    }

    private static Set<String> requires(Path classes) {
        return descriptor(classes).requires().stream()
                .map(ModuleDescriptor.Requires::name)
                .collect(Collectors.toSet());
    }
}
