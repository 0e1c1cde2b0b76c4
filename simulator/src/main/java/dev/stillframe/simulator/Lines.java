package dev.stillframe.simulator;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Setups and happenings as lines of text: the name of the record in small letters, then {@code
 * name=value} for each component that is not zero or false. What a line does not say is zero,
 * false, or the first of its enum.
 */
final class Lines {
    private static final Map<String, Class<?>> KINDS = kinds();

    private Lines() {}

    private static Map<String, Class<?>> kinds() {
        Map<String, Class<?>> kinds = new HashMap<>();
        for (Class<?> type : List.of(Setup.class, Happening.class)) {
            for (Class<?> kind : type.getPermittedSubclasses()) {
                kinds.put(name(kind), kind);
            }
        }
        return kinds;
    }

    private static String name(Class<?> kind) {
        return kind.getSimpleName().toLowerCase(Locale.ROOT);
    }

    static String write(Object line) {
        StringBuilder text = new StringBuilder(name(line.getClass()));
        for (RecordComponent part : line.getClass().getRecordComponents()) {
            Object value = value(line, part);
            if (part.getType().isEnum() || !value.equals(zero(part.getType()))) {
                text.append(' ').append(part.getName()).append('=').append(value);
            }
        }
        return text.toString();
    }

    static Object read(String line) {
        String[] words = line.split("\\s+");
        Class<?> kind = KINDS.get(words[0]);
        if (kind == null) {
            throw new IllegalArgumentException("not a line of a plan: " + line);
        }
        Map<String, String> said = new HashMap<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            String[] sides = word.split("=", 2);
            if (sides.length < 2) {
                throw new IllegalArgumentException("no value: " + word + " in " + line);
            }
            said.put(sides[0], sides[1]);
        }
        Object made =
                make(
                        kind,
                        Stream.of(kind.getRecordComponents())
                                .map(part -> parse(part.getType(), said.remove(part.getName())))
                                .toArray());
        if (!said.isEmpty()) {
            throw new IllegalArgumentException("not known: " + said.keySet() + " in " + line);
        }
        return made;
    }

    static Object make(Class<?> kind, Object[] values) {
        try {
            Class<?>[] types =
                    Stream.of(kind.getRecordComponents())
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new);
            Constructor<?> constructor = kind.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static Object value(Object record, RecordComponent part) {
        try {
            return part.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static Object zero(Class<?> type) {
        if (type == int.class || type == Integer.class) {
            return 0;
        }
        if (type == long.class || type == Long.class) {
            return 0L;
        }
        return type == boolean.class || type == Boolean.class
                ? Boolean.FALSE
                : type.getEnumConstants()[0];
    }

    private static Object parse(Class<?> type, @org.jspecify.annotations.Nullable String value) {
        if (value == null) {
            return zero(type);
        }
        if (type == int.class) {
            return Integer.parseInt(value);
        }
        if (type == long.class) {
            return Long.parseLong(value);
        }
        if (type == boolean.class) {
            return Boolean.parseBoolean(value);
        }
        return Stream.of(type.getEnumConstants())
                .filter(constant -> constant.toString().equals(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not one of them: " + value));
    }
}
