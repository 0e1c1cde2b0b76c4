package dev.stillframe.h2.connection;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * How much a connection's state keeps in memory, by a walk over all that it refers to: 16 octets
 * for an object, 8 for a field, and what strings and arrays hold.
 */
final class Retained {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<Object> left = new ArrayDeque<>();
    private long octets;

    private Retained() {}

    static long octets(Object root) {
        Retained walk = new Retained();
        walk.visit(root);
        while (!walk.left.isEmpty()) {
            walk.count(walk.left.pop());
        }
        return walk.octets;
    }

    private void visit(Object object) {
        if (object != null && !(object instanceof Enum<?>) && seen.add(object)) {
            left.push(object);
        }
    }

    private void count(Object object) {
        octets += 16;
        switch (object) {
            case String text -> octets += 32 + text.length();
            case Octets view -> octets += 32 + view.length();
            case FieldSection fields -> fields.forEach(this::visit);
            case dev.stillframe.api.message.Field line -> {
                octets += 24;
                visit(line.name());
                visit(line.value());
            }
            case Duration ignored -> octets += 16;
            case Number ignored -> octets += 8;
            case Boolean ignored -> {}
            case Collection<?> all -> {
                octets += 16 + 8L * all.size();
                all.forEach(this::visit);
            }
            default -> {
                if (object.getClass().isArray()) {
                    array(object);
                } else if (object instanceof Record whole
                        && object.getClass().getName().startsWith("dev.stillframe.api")) {
                    parts(whole);
                } else {
                    fields(object);
                }
            }
        }
    }

    private void array(Object array) {
        int length = Array.getLength(array);
        Class<?> of = array.getClass().getComponentType();
        int size = of == byte.class || of == boolean.class ? 1 : of == int.class ? 4 : 8;
        octets += (long) length * size;
        if (!of.isPrimitive()) {
            for (Object element : (Object[]) array) {
                visit(element);
            }
        }
    }

    private void parts(Record whole) {
        for (RecordComponent part : whole.getClass().getRecordComponents()) {
            octets += 8;
            try {
                if (!part.getType().isPrimitive()) {
                    visit(part.getAccessor().invoke(whole));
                }
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void fields(Object object) {
        for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                octets += 8;
                if (!field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    try {
                        visit(field.get(object));
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        }
    }
}
