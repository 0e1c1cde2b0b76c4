package dev.stillframe.h2.hpack;

import dev.stillframe.api.message.Field;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The peer's compression context (RFC 7541 section 2.2) as a value. Immutable.
 *
 * <p>It decodes whole field blocks: any octets give fields or the reason of a COMPRESSION_ERROR,
 * and never an exception. After an error the context is out of step with the peer's for good.
 */
public final class FieldDecoder {
    /** No size update is owed. */
    private static final int NOTHING_OWED = -1;

    private static final FieldDecoder INITIAL =
            new FieldDecoder(DynamicTable.INITIAL, DynamicTable.INITIAL_MAX_SIZE, NOTHING_OWED);

    private final DynamicTable table;

    /** What a size update may not exceed (section 6.3). */
    private final int limit;

    /**
     * What the first size update of the next block may not exceed, and that there must be one: the
     * smallest limit below the table's maximum since the last block (section 4.2).
     */
    private final int owed;

    private FieldDecoder(DynamicTable table, int limit, int owed) {
        this.table = table;
        this.limit = limit;
        this.owed = owed;
    }

    /** The context at the start of a connection: an empty table of 4,096 octets. */
    public static FieldDecoder initial() {
        return INITIAL;
    }

    /**
     * With our SETTINGS_HEADER_TABLE_SIZE as acknowledged by the peer. When it is below the table's
     * present maximum, the next block must begin with a size update (RFC 9113 section 4.3.1).
     *
     * @throws IllegalArgumentException when the size is negative
     */
    public FieldDecoder withLimit(int maxTableSize) {
        if (maxTableSize < 0) {
            throw new IllegalArgumentException("table size " + maxTableSize);
        }
        int nowOwed = owed;
        if (maxTableSize < table.maxSize()) {
            nowOwed = owed == NOTHING_OWED ? maxTableSize : Math.min(owed, maxTableSize);
        }
        return maxTableSize == limit && nowOwed == owed
                ? this
                : new FieldDecoder(table, maxTableSize, nowOwed);
    }

    /** A draft that begins as this context. */
    public Draft draft() {
        return new Draft(this);
    }

    /** What the dynamic table's entries come to (section 4.1), in octets. */
    public int tableSize() {
        return table.size();
    }

    /** The dynamic table, for tests. */
    DynamicTable table() {
        return table;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldDecoder that
                && limit == that.limit
                && owed == that.owed
                && table.equals(that.table);
    }

    @Override
    public int hashCode() {
        return Objects.hash(table, limit, owed);
    }

    @Override
    public String toString() {
        return "FieldDecoder" + table;
    }

    /** A context that decodes blocks within one step. */
    public static final class Draft {
        private FieldDecoder origin;
        private final DynamicTable.Draft table;
        private int owed;

        private Draft(FieldDecoder origin) {
            this.origin = origin;
            table = origin.table.draft();
            owed = origin.owed;
        }

        /**
         * Decodes the whole field block {@code array[from, to)}. Its fields go into {@code into},
         * which is cleared first.
         *
         * <p>A block whose fields exceed a limit is decoded to its end, so that the table stays in
         * step, but nothing is made of the fields from there on except what the table must hold;
         * the list is then {@linkplain FieldList#overflowed overflowed}.
         *
         * @param maxListSize the most octets that the fields may have (RFC 9113 section 6.5.2)
         * @param maxFields the most fields
         * @return null, or why the block is a COMPRESSION_ERROR
         */
        public @Nullable String decode(
                byte[] array, int from, int to, FieldList into, int maxListSize, int maxFields) {
            into.clear();
            BlockReader reader = into.reader;
            reader.open(array, from, to);
            String failure = sizeUpdates(reader);
            while (failure == null && reader.hasMore()) {
                int first = reader.peek();
                if (first >= 0x80) {
                    failure = indexed(reader, into, maxListSize, maxFields);
                } else if (first >= 0x40) {
                    failure = literal(reader, 0x3f, true, false, into, maxListSize, maxFields);
                } else if (first >= 0x20) {
                    failure = "size update after a field (RFC 7541 section 4.2)";
                } else {
                    boolean never = first >= 0x10;
                    failure = literal(reader, 0x0f, false, never, into, maxListSize, maxFields);
                }
            }
            reader.close();
            return failure;
        }

        /**
         * Section 4.2: at the beginning of a block, at most two, and one when we lowered the limit.
         */
        private @Nullable String sizeUpdates(BlockReader reader) {
            int updates = 0;
            while (reader.hasMore() && (reader.peek() & 0xe0) == 0x20) {
                int size = reader.integer(0x1f);
                if (size < 0) {
                    return reader.failure();
                }
                if (++updates > 2) {
                    return "more than two size updates in a block (RFC 7541 section 4.2)";
                }
                if (size > origin.limit || owed != NOTHING_OWED && size > owed) {
                    return "size update above the limit (RFC 7541 section 6.3)";
                }
                owed = NOTHING_OWED;
                table.resize(size);
            }
            return owed == NOTHING_OWED
                    ? null
                    : "no size update after the table was reduced (RFC 9113 section 4.3.1)";
        }

        /** Section 6.1: the shared field of the table. */
        private @Nullable String indexed(
                BlockReader reader, FieldList into, int maxListSize, int maxFields) {
            int index = reader.integer(0x7f);
            if (index < 0) {
                return reader.failure();
            }
            Field field = at(index);
            if (field == null) {
                return noEntry(index);
            }
            if (into.admit(field.size(), maxListSize, maxFields)) {
                into.hold(field);
            }
            return null;
        }

        /** Section 6.2: a literal, with the name from a table or a literal too. */
        private @Nullable String literal(
                BlockReader reader,
                int indexMask,
                boolean incremental,
                boolean never,
                FieldList into,
                int maxListSize,
                int maxFields) {
            int index = reader.integer(indexMask);
            if (index < 0) {
                return reader.failure();
            }
            String name = null;
            byte[] nameArray = reader.stringArray;
            int nameFrom = 0;
            int nameLength;
            if (index > 0) {
                Field named = at(index);
                if (named == null) {
                    return noEntry(index);
                }
                name = named.name();
                nameLength = name.length();
            } else {
                if (!reader.string(0)) {
                    return reader.failure();
                }
                nameArray = reader.stringArray;
                nameFrom = reader.stringFrom;
                nameLength = reader.stringLength;
            }
            // Had the name no Huffman code it takes no scratch, but the room is there anyway.
            if (!reader.string(index > 0 ? 0 : nameLength)) {
                return reader.failure();
            }
            long size = (long) nameLength + reader.stringLength + Field.OVERHEAD;
            boolean held = into.admit(size, maxListSize, maxFields);
            boolean kept = incremental && size <= table.maxSize();
            if (held || kept) {
                if (name == null) {
                    name = KnownName.name(nameArray, nameFrom, nameLength);
                }
                Field field = new Field(name, value(reader), never);
                if (held) {
                    into.hold(field);
                }
                if (kept) {
                    table.insert(field);
                }
            }
            if (incremental && !kept) {
                table.clear(); // section 4.4: an entry larger than the table empties it
            }
            return null;
        }

        private static String value(BlockReader reader) {
            return reader.stringLength == 0
                    ? ""
                    : new String(
                            reader.stringArray,
                            reader.stringFrom,
                            reader.stringLength,
                            StandardCharsets.ISO_8859_1);
        }

        /** Section 2.3.3: the static entries come first, then the dynamic ones. */
        private @Nullable Field at(int index) {
            if (index <= StaticTable.COUNT) {
                return index == 0 ? null : StaticTable.at(index);
            }
            int age = index - StaticTable.COUNT;
            return age <= table.count() ? table.at(age) : null;
        }

        private static String noEntry(int index) {
            return index == 0
                    ? "index 0 (RFC 7541 section 6.1)"
                    : "index beyond the tables (RFC 7541 section 2.3.3)";
        }

        /** The context as it is now: the very origin when nothing has changed. */
        public FieldDecoder freeze() {
            DynamicTable frozen = table.freeze();
            if (frozen != origin.table || owed != origin.owed) {
                origin = new FieldDecoder(frozen, origin.limit, owed);
            }
            return origin;
        }
    }
}
