package dev.stillframe.h2.rfc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Which tests show which rows.
 *
 * @param shown the tests for each identifier
 * @param mistakes annotations that prove nothing, because no test that runs carries them
 */
record Evidence(TreeMap<String, TreeSet<String>> shown, List<String> mistakes) {
    private static final Pattern TAG = Pattern.compile("@Tag\\(\\s*\"rfc:([^\"]+)\"\\s*\\)");
    private static final Pattern METHOD =
            Pattern.compile("(?:void|Stream<\\w+>|List<\\w+>)\\s+(\\w+)\\s*\\(");
    private static final Pattern TEST =
            Pattern.compile("@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\\b");

    /** The nested classes of the test of this class carry annotations that must not count. */
    private static final String COUNTEREXAMPLES = EvidenceTest.class.getName() + "$";

    Evidence() {
        this(new TreeMap<>(), new ArrayList<>());
    }

    private void add(String id, String test) {
        shown.computeIfAbsent(id, ignored -> new TreeSet<>()).add(test);
    }

    /** Takes in the compiled tests of this module. */
    void addClasses(Path testClasses) throws IOException {
        for (Path file : files(testClasses, ".class")) {
            String name = testClasses.relativize(file).toString();
            name = name.substring(0, name.length() - ".class".length()).replace('/', '.');
            if (name.endsWith("-info") || name.startsWith(COUNTEREXAMPLES)) {
                continue;
            }
            try {
                addClass(Class.forName(name, false, Evidence.class.getClassLoader()));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(file + " cannot be loaded", e);
            }
        }
    }

    /** Takes in the annotations of one class. */
    void addClass(Class<?> type) {
        String name = type.getName().substring(type.getPackageName().length() + 1);
        name = name.replace('$', '.');
        boolean runs = !isDisabled(type);
        boolean tests = false;
        for (Method method : type.getDeclaredMethods()) {
            boolean test =
                    runs
                            && AnnotationSupport.isAnnotated(method, Testable.class)
                            && !method.isAnnotationPresent(Disabled.class);
            tests |= test;
            take(method, name + "#" + method.getName(), test);
        }
        take(type, name, tests);
    }

    private static boolean isDisabled(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return type.isAnnotationPresent(Disabled.class) || (outer != null && isDisabled(outer));
    }

    private void take(AnnotatedElement element, String name, boolean test) {
        for (Requirement requirement : element.getAnnotationsByType(Requirement.class)) {
            if (test) {
                Arrays.stream(requirement.value()).forEach(id -> add(id, name));
            } else {
                mistakes.add(name + " is annotated, but is no test that runs");
            }
        }
    }

    /**
     * Takes in the tests of another module from their sources, since it is compiled after this one.
     * What belongs to one method stands there without a blank line.
     */
    void addSources(Path module) throws IOException {
        for (Path file : files(module.resolve("src/test/java"), ".java")) {
            String type = file.getFileName().toString().replace(".java", "");
            addSource(module.getFileName() + ": " + type, Files.readString(file));
        }
    }

    /** Takes in one source text. */
    void addSource(String name, String text) {
        Matcher tag = TAG.matcher(text);
        Matcher method = METHOD.matcher(text);
        while (tag.find()) {
            String above = text.substring(text.lastIndexOf("\n\n", tag.start()) + 1, tag.start());
            boolean found = method.find(tag.end());
            String block = found ? above + text.substring(tag.end(), method.start()) : above;
            if (found
                    && !block.contains("\n\n")
                    && !block.contains("@Disabled")
                    && TEST.matcher(block).find()) {
                add(tag.group(1), name + "#" + method.group(1));
            } else {
                mistakes.add(name + ": " + tag.group() + " stands on no test that runs");
            }
        }
    }

    private static List<Path> files(Path folder, String suffix) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
