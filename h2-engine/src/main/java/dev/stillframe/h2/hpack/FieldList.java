package dev.stillframe.h2.hpack;

import dev.stillframe.api.message.Field;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one decoded block. Scratch: a connection keeps one and decodes into it again and
 * again, so that a block of indexed fields allocates nothing.
 */
public final class FieldList {
    /** More than this is not kept for the next block. */
    private static final int KEPT_FIELDS = 256;

    /** Enough for most messages. */
    private static final int ROOM = 16;

    private @Nullable Field[] fields = new Field[ROOM];
    private int count;
    private long seen;
    private long size;
    private boolean overflowed;

    /** The reader's scratch lives as long as the list, for the same reason. */
    final BlockReader reader = new BlockReader();

    /** How many fields are held. */
    public int count() {
        return count;
    }

    /** The field at {@code index}. */
    public Field at(int index) {
        return Objects.requireNonNull(fields[Objects.checkIndex(index, count)]);
    }

    /** Whether the block had more fields or octets than allowed; the fields held are its first. */
    public boolean overflowed() {
        return overflowed;
    }

    /**
     * The size of the whole block in octets as RFC 9113 section 6.5.2 counts, with the fields that
     * are not held.
     */
    public long size() {
        return size;
    }

    /** The array that holds the fields, of which the first {@link #count} are valid. */
    public Field[] array() {
        return fields;
    }

    /** Forgets the fields. */
    public void clear() {
        if (fields.length > KEPT_FIELDS) {
            fields = new Field[ROOM];
        } else {
            Arrays.fill(fields, 0, count, null);
        }
        count = 0;
        seen = 0;
        size = 0;
        overflowed = false;
    }

    /** Holds one more field, whatever the limits say. */
    public void add(Field field) {
        seen++;
        size += field.size();
        hold(field);
    }

    /**
     * Counts a field before it is made (RFC 7541 section 7.4): whether it may be {@linkplain #hold
     * held}. The limits are on decoded octets, so a reference costs what it expands to.
     */
    boolean admit(long fieldSize, long maxListSize, int maxFields) {
        seen++;
        size += fieldSize;
        if (size > maxListSize || seen > maxFields) {
            overflowed = true;
        }
        return !overflowed;
    }

    /** Holds a field that was admitted. */
    void hold(Field field) {
        if (count == fields.length) {
            fields = Arrays.copyOf(fields, count * 2);
        }
        fields[count++] = field;
    }
}
