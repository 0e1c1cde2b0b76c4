package dev.stillframe.protoc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.GeneratorNames;

/**
 * A class by its names. {@code container.simple} is what an import names; {@code nested} follows
 * it, so that {@code Outer.Inner} stays together.
 *
 * @param container the package, or the class around it; empty for the package without a name
 * @param simple the class's own name, or that of the outermost message around it
 * @param nested what is inside that, each with a dot before it; empty for nothing
 */
record JavaType(String container, String simple, String nested) {
    /** A class of a package. */
    static JavaType of(String container, String simple) {
        return new JavaType(container, simple, "");
    }

    /** What the class of a message is called. */
    static JavaType of(Descriptor message) {
        String javaPackage = GeneratorNames.getFileJavaPackage(message.getFile());
        String whole = GeneratorNames.getQualifiedClassName(message);
        String name = javaPackage.isEmpty() ? whole : whole.substring(javaPackage.length() + 1);
        if (GeneratorNames.getNestInFileClass(outermost(message)) && !javaPackage.isEmpty()) {
            int dot = name.indexOf('.');
            return within(javaPackage + '.' + name.substring(0, dot), name.substring(dot + 1));
        }
        // A class of the package without a name cannot be imported, nor can what is inside it.
        return within(javaPackage, name);
    }

    private static JavaType within(String container, String name) {
        int dot = name.indexOf('.');
        return dot < 0
                ? of(container, name)
                : new JavaType(container, name.substring(0, dot), name.substring(dot));
    }

    private static Descriptor outermost(Descriptor message) {
        Descriptor outermost = message;
        while (outermost.getContainingType() != null) {
            outermost = outermost.getContainingType();
        }
        return outermost;
    }

    /** What an import names. */
    String imported() {
        return container.isEmpty() ? simple : container + '.' + simple;
    }

    /** The whole name. */
    String qualified() {
        return imported() + nested;
    }

    /** The first word of the whole name. */
    String root() {
        String whole = imported();
        int dot = whole.indexOf('.');
        return dot < 0 ? whole : whole.substring(0, dot);
    }
}
