package dev.stillframe.protoc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;

/**
 * What a service's methods are called in Java: {@code SayHello} is {@code sayHello}, {@code
 * sayHelloAsync} and {@code SAY_HELLO}. A name that cannot be had gets an underscore behind it, as
 * many as it takes; of two methods that would have the same the first one keeps it.
 */
final class MemberNames {
    /** Constants of our own. */
    static final String SERVICE = "SERVICE";

    static final String METHODS = "METHODS";

    /**
     * The methods of all objects, though an overload of some would be allowed; the client's own;
     * and what cannot be called by its name alone.
     */
    private static final Set<String> RESERVED_METHODS =
            Set.of(
                    "clone",
                    "equals",
                    "finalize",
                    "getClass",
                    "hashCode",
                    "notify",
                    "notifyAll",
                    "toString",
                    "wait",
                    "channel",
                    "options",
                    "under",
                    "with",
                    "within",
                    "yield");

    private final Map<MethodDescriptor, String> methods = new HashMap<>();
    private final Map<MethodDescriptor, String> async = new HashMap<>();
    private final Map<MethodDescriptor, String> constants = new HashMap<>();

    /**
     * @param roots first words of types' names, which a constant of the same name would hide
     */
    MemberNames(ServiceDescriptor service, Collection<String> roots) {
        Set<String> takenConstants = new HashSet<>(roots);
        takenConstants.add(SERVICE);
        takenConstants.add(METHODS);
        Set<String> takenMethods = new HashSet<>(RESERVED_METHODS);
        for (MethodDescriptor method : service.getMethods()) {
            methods.put(method, take(camelCase(method.getName()), takenMethods));
            constants.put(method, take(upperCase(method.getName()), takenConstants));
        }
        for (MethodDescriptor method : service.getMethods()) {
            async.put(method, take(methods.get(method) + "Async", takenMethods));
        }
    }

    String method(MethodDescriptor method) {
        return methods.get(method);
    }

    String async(MethodDescriptor method) {
        return async.get(method);
    }

    String constant(MethodDescriptor method) {
        return constants.get(method);
    }

    private static String take(String wanted, Set<String> taken) {
        String name = free(wanted, taken);
        taken.add(name);
        return name;
    }

    /** The name, or what is made of it where it is taken or a keyword. */
    static String free(String wanted, Set<String> taken) {
        String name = wanted;
        while (taken.contains(name) || SourceVersion.isKeyword(name)) {
            name += '_';
        }
        return name;
    }

    /** {@code SayHello}, {@code say_hello} and {@code HTTPGet} are sayHello, sayHello, httpGet. */
    static String camelCase(String name) {
        StringBuilder java = new StringBuilder();
        for (String word : upperCase(name).split("_")) {
            if (!word.isEmpty()) {
                String small = word.toLowerCase(Locale.ROOT);
                java.append(java.isEmpty() ? small : word.charAt(0) + small.substring(1));
            }
        }
        return java.isEmpty() || Character.isDigit(java.charAt(0)) ? "_" + java : java.toString();
    }

    /** A word begins behind an underscore and at a capital that follows or precedes a small one. */
    static String upperCase(String name) {
        StringBuilder java = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (i > 0 && Character.isUpperCase(c) && name.charAt(i - 1) != '_') {
                boolean afterSmall = !Character.isUpperCase(name.charAt(i - 1));
                boolean beforeSmall =
                        i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
                if (afterSmall || beforeSmall) {
                    java.append('_');
                }
            }
            java.append(Character.toUpperCase(c));
        }
        return java.toString();
    }
}
