package dev.stillframe.protoc;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which types a file writes in short. A short name belongs to the one that comes first: what is
 * declared in the file, then the package's own classes, then the messages that the file names, then
 * the rest. The others are written with their packages.
 */
final class Names {
    private static final String JAVA_LANG = "java.lang";

    private final String javaPackage;
    private final Map<String, String> owners = new HashMap<>();
    private final SortedSet<String> imports = new TreeSet<>();

    /**
     * @param declared the classes that the file declares
     * @param neighbours the other top-level classes of the package
     */
    Names(
            String javaPackage,
            Collection<String> declared,
            Set<String> neighbours,
            Collection<JavaType> messages) {
        this.javaPackage = javaPackage;
        for (String name : declared) {
            owners.put(name, "");
        }
        for (String name : neighbours) {
            owners.putIfAbsent(name, JavaType.of(javaPackage, name).imported());
        }
        for (JavaType message : messages) {
            owners.putIfAbsent(message.simple(), message.imported());
        }
    }

    /** How a type is written in this file. */
    String of(JavaType type) {
        String owner = owners.putIfAbsent(type.simple(), type.imported());
        if (owner != null && !owner.equals(type.imported())) {
            return type.qualified();
        }
        if (!type.container().equals(javaPackage) && !type.container().equals(JAVA_LANG)) {
            imports.add(type.imported());
        }
        return type.simple() + type.nested();
    }

    /** The imports of all types that were asked for, sorted. */
    SortedSet<String> imports() {
        return imports;
    }
}
