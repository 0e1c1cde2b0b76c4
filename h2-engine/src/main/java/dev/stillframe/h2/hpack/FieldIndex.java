package dev.stillframe.h2.hpack;

import dev.stillframe.api.message.Field;
import java.util.Arrays;

/**
 * Finds entries of a dynamic table by name and value, or by name: the encoder's hash index.
 *
 * <p>It holds numbers of entries in sets of four; a full set forgets its oldest. Whatever a place
 * holds is a hint only: it counts when the table still has an entry of that number, and that entry
 * equals what was asked for. So evicted entries need not be removed, an empty place needs no mark,
 * numbers may wrap around, and a peer that makes hashes collide costs four comparisons.
 */
final class FieldIndex {
    private static final int WAYS = 4;

    private static final int[] NO_PLACES = new int[WAYS];

    /** An index over an empty table. */
    static final FieldIndex EMPTY = new FieldIndex(NO_PLACES);

    private final int[] places;

    private FieldIndex(int[] places) {
        this.places = places;
    }

    Draft draft(DynamicTable.Draft table) {
        return new Draft(this, table);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldIndex that && Arrays.equals(places, that.places);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(places);
    }

    /** An index being read and written, with its table, within one step. */
    static final class Draft {
        private FieldIndex origin;
        private final DynamicTable.Draft table;
        private int[] places;
        private boolean owned;

        private Draft(FieldIndex origin, DynamicTable.Draft table) {
            this.origin = origin;
            this.table = table;
            places = origin.places;
        }

        /** The age of an entry with this name and value, or 0. */
        int find(String name, String value) {
            int set = set(hash(name, value));
            for (int i = set; i < set + WAYS; i++) {
                int age = age(i);
                if (age != 0) {
                    Field entry = table.at(age);
                    if (entry.value().equals(value) && entry.name().equals(name)) {
                        return age;
                    }
                }
            }
            return 0;
        }

        /** The age of an entry with this name, or 0. */
        int findName(String name) {
            int set = set(name.hashCode());
            for (int i = set; i < set + WAYS; i++) {
                int age = age(i);
                if (age != 0 && table.at(age).name().equals(name)) {
                    return age;
                }
            }
            return 0;
        }

        /** Adds an entry to the table, where it must fit, and to the index. */
        void insert(Field field, boolean byName) {
            table.insert(field);
            int wanted = table.capacity() * WAYS;
            if (places.length < wanted) {
                places = new int[wanted];
                owned = true;
                for (int age = table.count(); age > 1; age--) {
                    Field entry = table.at(age);
                    put(hash(entry.name(), entry.value()), table.inserted() - age);
                    put(entry.name().hashCode(), table.inserted() - age);
                }
            } else if (!owned) {
                places = places.clone();
                owned = true;
            }
            put(hash(field.name(), field.value()), table.inserted() - 1);
            if (byName) {
                put(field.name().hashCode(), table.inserted() - 1);
            }
        }

        private void put(int hash, int number) {
            int set = set(hash);
            int oldest = set;
            for (int i = set + 1; i < set + WAYS; i++) {
                if (Integer.compareUnsigned(number - places[i], number - places[oldest]) > 0) {
                    oldest = i;
                }
            }
            places[oldest] = number;
        }

        /** The age of the entry that a place tells of, or 0 when the table has it no longer. */
        private int age(int place) {
            int age = table.inserted() - places[place];
            return Integer.compareUnsigned(age - 1, table.count()) < 0 ? age : 0;
        }

        private int set(int hash) {
            int mixed = hash * 0x9e3779b9;
            return (mixed ^ mixed >>> 16) & (places.length - WAYS);
        }

        private static int hash(String name, String value) {
            return 31 * name.hashCode() + value.hashCode() + 1;
        }

        /** The index as it is now: the origin itself when nothing was written. */
        FieldIndex freeze() {
            if (places != origin.places) {
                origin = new FieldIndex(places);
            }
            owned = false;
            return origin;
        }
    }
}
