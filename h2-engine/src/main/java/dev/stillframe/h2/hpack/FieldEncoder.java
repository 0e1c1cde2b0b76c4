package dev.stillframe.h2.hpack;

import dev.stillframe.api.message.Field;
import dev.stillframe.h2.hpack.KnownName.Indexing;
import dev.stillframe.h2.octets.Output;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Our compression context (RFC 7541 section 2.2) as a value. Immutable.
 *
 * <p>Fields that repeat go into the dynamic table and are one octet from then on. Fields that have
 * another value in each message stay out of it, and so does what is larger than three quarters of
 * it, since either would only push the others out. Credentials are never indexed, nor is what the
 * peer sent so (section 7.1.3). Strings are Huffman-coded when that is shorter.
 */
public final class FieldEncoder {
    /** A cookie of fewer octets could be guessed whole (section 7.1.3). */
    private static final int SHORT_SECRET = 20;

    private static final FieldEncoder INITIAL =
            new FieldEncoder(
                    DynamicTable.INITIAL,
                    FieldIndex.EMPTY,
                    DynamicTable.INITIAL_MAX_SIZE,
                    DynamicTable.INITIAL_MAX_SIZE);

    private final DynamicTable table;
    private final FieldIndex index;

    /** The maximum size that the table gets with the next block. */
    private final int wanted;

    /** The smallest maximum size asked for since the last block, which is signalled too. */
    private final int least;

    private FieldEncoder(DynamicTable table, FieldIndex index, int wanted, int least) {
        this.table = table;
        this.index = index;
        this.wanted = wanted;
        this.least = least;
    }

    /** The context at the start of a connection: an empty table of 4,096 octets. */
    public static FieldEncoder initial() {
        return INITIAL;
    }

    /**
     * With the peer's SETTINGS_HEADER_TABLE_SIZE, capped by what we want to spend. The next block
     * begins with the size updates that tell the peer (section 4.2).
     *
     * @throws IllegalArgumentException when the size is negative
     */
    public FieldEncoder withTableSize(int maxTableSize) {
        if (maxTableSize < 0) {
            throw new IllegalArgumentException("table size " + maxTableSize);
        }
        int nowLeast = Math.min(least, maxTableSize);
        return maxTableSize == wanted && nowLeast == least
                ? this
                : new FieldEncoder(table, index, maxTableSize, nowLeast);
    }

    /** A draft that begins as this context. */
    public Draft draft() {
        return new Draft(this);
    }

    /** What the dynamic table's entries come to (section 4.1), in octets. */
    public int tableSize() {
        return table.size();
    }

    /** Whether a peer's decoder that has read all of our blocks has the same entries. */
    public boolean isInStepWith(FieldDecoder decoder) {
        return table.entries().equals(decoder.table().entries());
    }

    /** The dynamic table, for tests. */
    DynamicTable table() {
        return table;
    }

    /** Equal contexts encode alike, so the index counts too: it may have forgotten an entry. */
    @Override
    public boolean equals(Object other) {
        return other instanceof FieldEncoder that
                && wanted == that.wanted
                && least == that.least
                && table.equals(that.table)
                && table.inserted() == that.table.inserted()
                && index.equals(that.index);
    }

    @Override
    public int hashCode() {
        return Objects.hash(table, wanted, least);
    }

    @Override
    public String toString() {
        return "FieldEncoder" + table;
    }

    /** A context that encodes blocks within one step. */
    public static final class Draft {
        private FieldEncoder origin;
        private final DynamicTable.Draft table;
        private final FieldIndex.Draft index;
        private int wanted;
        private int least;

        private Draft(FieldEncoder origin) {
            this.origin = origin;
            table = origin.table.draft();
            index = origin.index.draft(table);
            wanted = origin.wanted;
            least = origin.least;
        }

        /**
         * Begins a block: appends the size updates that are due. Section 4.2: when the size was
         * lowered and raised since the last block, the smallest, then the final one.
         */
        public void begin(Output out) {
            if (least < table.maxSize()) {
                resize(out, least);
            }
            if (wanted != table.maxSize()) {
                resize(out, wanted);
            }
            least = wanted;
        }

        private void resize(Output out, int size) {
            Literals.integer(out, 0x20, 0x1f, size);
            table.resize(size);
        }

        /** Appends a field; one that is marked never-indexed stays so (section 6.2.3). */
        public void field(Output out, Field field) {
            append(out, field.name(), field.value(), field);
        }

        /** Appends a field that may be indexed. */
        public void field(Output out, String name, String value) {
            append(out, name, value, null);
        }

        /** Appends a {@code :status} field. */
        public void status(Output out, int status) {
            int entry =
                    switch (status) {
                        case 200 -> 8;
                        case 204 -> 9;
                        case 206 -> 10;
                        case 304 -> 11;
                        case 400 -> 12;
                        case 404 -> 13;
                        case 500 -> 14;
                        default -> 0;
                    };
            if (entry != 0) {
                out.u8(0x80 | entry);
            } else {
                append(out, ":status", Integer.toString(status), null);
            }
        }

        private void append(Output out, String name, String value, @Nullable Field field) {
            if (field != null && field.neverIndexed()) {
                KnownName known = KnownName.find(name);
                literal(out, 0x10, 0x0f, nameIndex(known, name), name, value);
                return;
            }
            // What the table has is no secret, since no secret is put there; and what repeats is
            // mostly there. A pseudo-header field is more likely a static entry.
            boolean pseudo = !name.isEmpty() && name.charAt(0) == ':';
            if (!pseudo && indexed(out, name, value)) {
                return;
            }
            KnownName known = KnownName.find(name);
            Indexing indexing = indexing(known, value);
            if (indexing == Indexing.SECRET) {
                literal(out, 0x10, 0x0f, nameIndex(known, name), name, value);
                return;
            }
            if (known != null) {
                for (int entry = known.first(); entry <= known.last(); entry++) {
                    if (StaticTable.at(entry).value().equals(value)) {
                        Literals.integer(out, 0x80, 0x7f, entry);
                        return;
                    }
                }
            }
            if (pseudo && indexed(out, name, value)) {
                return;
            }
            long size = (long) name.length() + value.length() + Field.OVERHEAD;
            if (indexing == Indexing.SELDOM_REPEATED || size > table.maxSize() * 3L / 4) {
                literal(out, 0x00, 0x0f, nameIndex(known, name), name, value);
                return;
            }
            literal(out, 0x40, 0x3f, nameIndex(known, name), name, value);
            boolean byName = known == null || known.first() == 0;
            index.insert(field == null ? new Field(name, value) : field, byName);
        }

        private boolean indexed(Output out, String name, String value) {
            if (table.count() == 0) {
                return false;
            }
            int age = index.find(name, value);
            if (age == 0) {
                return false;
            }
            Literals.integer(out, 0x80, 0x7f, StaticTable.COUNT + age);
            return true;
        }

        private static Indexing indexing(@Nullable KnownName known, String value) {
            if (known == null) {
                return Indexing.REPEATED;
            }
            if (known.indexing() != Indexing.SECRET_WHEN_SHORT) {
                return known.indexing();
            }
            return value.length() < SHORT_SECRET ? Indexing.SECRET : Indexing.REPEATED;
        }

        /** An entry that has the name, or 0. */
        private int nameIndex(@Nullable KnownName known, String name) {
            if (known != null && known.first() > 0) {
                return known.first();
            }
            int age = table.count() == 0 ? 0 : index.findName(name);
            return age == 0 ? 0 : StaticTable.COUNT + age;
        }

        private static void literal(
                Output out, int pattern, int indexMask, int nameIndex, String name, String value) {
            Literals.integer(out, pattern, indexMask, nameIndex);
            if (nameIndex == 0) {
                Literals.string(out, name);
            }
            Literals.string(out, value);
        }

        /** The context as it is now: the very origin when nothing has changed. */
        public FieldEncoder freeze() {
            DynamicTable frozen = table.freeze();
            FieldIndex frozenIndex = index.freeze();
            if (frozen != origin.table || wanted != origin.wanted || least != origin.least) {
                origin = new FieldEncoder(frozen, frozenIndex, wanted, least);
            }
            return origin;
        }
    }
}
