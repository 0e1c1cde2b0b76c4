package dev.stillframe.api.message;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A field section (RFC 9110 section 6.3): field lines in the order of the wire. Immutable.
 *
 * <p>Pseudo-header fields are not part of it: they stand in the {@link Head}.
 */
public final class FieldSection implements Iterable<Field> {
    /** No fields. */
    public static final FieldSection EMPTY = new FieldSection(new Field[0], 0);

    private final Field[] fields;
    private final int count;

    private FieldSection(Field[] fields, int count) {
        this.fields = fields;
        this.count = count;
    }

    /** The first {@code count} of {@code fields}, copied. */
    public static FieldSection copyOf(Field[] fields, int from, int count) {
        return count == 0
                ? EMPTY
                : new FieldSection(Arrays.copyOfRange(fields, from, from + count), count);
    }

    /** These fields. */
    public static FieldSection of(Field... fields) {
        return copyOf(fields, 0, fields.length);
    }

    /** These fields. */
    public static FieldSection of(List<Field> fields) {
        return of(fields.toArray(Field[]::new));
    }

    /**
     * Names and values in turn.
     *
     * @throws IllegalArgumentException when a value is missing
     */
    public static FieldSection of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "a value is missing after " + namesAndValues[namesAndValues.length - 1]);
        }
        Field[] fields = new Field[namesAndValues.length / 2];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = new Field(namesAndValues[2 * i], namesAndValues[2 * i + 1]);
        }
        return of(fields);
    }

    /** How many field lines there are. */
    public int count() {
        return count;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** The field line at {@code index}. */
    public Field at(int index) {
        if (index >= count) {
            throw new IndexOutOfBoundsException(index);
        }
        return fields[index];
    }

    /** The value of the first field line with this (lower-case) name, or null. */
    public @Nullable String value(String name) {
        for (int i = 0; i < count; i++) {
            if (fields[i].name().equals(name)) {
                return fields[i].value();
            }
        }
        return null;
    }

    /** The values of all field lines with this (lower-case) name, in order. */
    public List<String> values(String name) {
        return Arrays.stream(fields, 0, count)
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .toList();
    }

    /** Whether a field line with this (lower-case) name is present. */
    public boolean has(String name) {
        return value(name) != null;
    }

    /** These fields and one more at the end. */
    public FieldSection plus(Field field) {
        Field[] more = Arrays.copyOf(fields, count + 1);
        more[count] = field;
        return new FieldSection(more, count + 1);
    }

    /** These fields and one more at the end. */
    public FieldSection plus(String name, String value) {
        return plus(new Field(name, value));
    }

    /** The fields as a list. */
    public List<Field> asList() {
        return List.of(Arrays.copyOf(fields, count));
    }

    /** The size in octets as SETTINGS_MAX_HEADER_LIST_SIZE counts (RFC 9113 section 6.5.2). */
    public long size() {
        long size = 0;
        for (int i = 0; i < count; i++) {
            size += fields[i].size();
        }
        return size;
    }

    @Override
    public Iterator<Field> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public Field next() {
                if (next >= count) {
                    throw new NoSuchElementException();
                }
                return fields[next++];
            }
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldSection that
                && Arrays.equals(fields, 0, count, that.fields, 0, that.count);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(fields);
    }

    @Override
    public String toString() {
        return Arrays.toString(fields);
    }
}
