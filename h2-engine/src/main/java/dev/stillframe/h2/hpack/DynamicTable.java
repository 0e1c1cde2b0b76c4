package dev.stillframe.h2.hpack;

import dev.stillframe.api.message.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The dynamic table (RFC 7541 sections 2.3.2 and 4) as a value. Immutable.
 *
 * <p>The entries lie in a ring whose length is a power of two. An entry's place is its number
 * modulo that length, where entries are numbered in the order of their insertion; the number may
 * wrap around, since only differences between numbers are used. The <em>age</em> of an entry is 1
 * for the newest: its index on the wire less the size of the static table (section 2.3.3).
 */
final class DynamicTable {
    /** The size with which both contexts begin (RFC 9113 section 4.3.1). */
    static final int INITIAL_MAX_SIZE = 4096;

    private static final @Nullable Field[] NO_ENTRIES = new Field[0];

    /** An empty table of the initial maximum size. */
    static final DynamicTable INITIAL = new DynamicTable(NO_ENTRIES, 0, 0, 0, INITIAL_MAX_SIZE);

    private final @Nullable Field[] ring;
    private final int inserted;
    private final int count;
    private final int size;
    private final int maxSize;

    private DynamicTable(@Nullable Field[] ring, int inserted, int count, int size, int maxSize) {
        this.ring = ring;
        this.inserted = inserted;
        this.count = count;
        this.size = size;
        this.maxSize = maxSize;
    }

    /** The sum of the entries' sizes (section 4.1). */
    int size() {
        return size;
    }

    /** The maximum size in force (section 4.2). */
    int maxSize() {
        return maxSize;
    }

    /** The number that the next entry gets. */
    int inserted() {
        return inserted;
    }

    /** The entries, newest first. */
    List<Field> entries() {
        return new Draft(this).entries();
    }

    Draft draft() {
        return new Draft(this);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DynamicTable that
                && maxSize == that.maxSize
                && size == that.size
                && entries().equals(that.entries());
    }

    @Override
    public int hashCode() {
        return 31 * entries().hashCode() + maxSize;
    }

    @Override
    public String toString() {
        return size + "/" + maxSize + entries();
    }

    /**
     * A table being read and written within one step. It copies the ring before the first write.
     */
    static final class Draft {
        private DynamicTable origin;
        private @Nullable Field[] ring;
        private boolean owned;
        private int inserted;
        private int count;
        private int size;
        private int maxSize;

        private Draft(DynamicTable origin) {
            this.origin = origin;
            ring = origin.ring;
            inserted = origin.inserted;
            count = origin.count;
            size = origin.size;
            maxSize = origin.maxSize;
        }

        int count() {
            return count;
        }

        int maxSize() {
            return maxSize;
        }

        /** The number that the next entry gets. */
        int inserted() {
            return inserted;
        }

        /** The length of the ring, by which an index over the table chooses its own. */
        int capacity() {
            return ring.length;
        }

        /** The entry of this age, from 1 to {@link #count}. */
        Field at(int age) {
            return Objects.requireNonNull(ring[(inserted - age) & (ring.length - 1)]);
        }

        /** Adds an entry after making room (section 4.4): a field that never fits empties it. */
        void insert(Field field) {
            int needed = field.size();
            evictTo(maxSize - needed);
            if (needed > maxSize) {
                return;
            }
            if (count == ring.length) {
                grow();
            } else {
                own();
            }
            ring[inserted & (ring.length - 1)] = field;
            inserted++;
            count++;
            size += needed;
        }

        /** Evicts every entry. */
        void clear() {
            evictTo(0);
        }

        /** Changes the maximum size and evicts what no longer fits (section 4.3). */
        void resize(int newMaxSize) {
            evictTo(newMaxSize);
            maxSize = newMaxSize;
        }

        private void evictTo(int room) {
            if (size <= room) {
                return;
            }
            if (room <= 0) {
                ring = NO_ENTRIES;
                owned = false;
                count = 0;
                size = 0;
                return;
            }
            own();
            while (size > room) {
                int oldest = (inserted - count) & (ring.length - 1);
                size -= Objects.requireNonNull(ring[oldest]).size();
                ring[oldest] = null;
                count--;
            }
        }

        private void own() {
            if (!owned) {
                ring = ring.clone();
                owned = true;
            }
        }

        private void grow() {
            @Nullable Field[] larger = new Field[Math.max(8, ring.length * 2)];
            for (int age = 1; age <= count; age++) {
                larger[(inserted - age) & (larger.length - 1)] = at(age);
            }
            ring = larger;
            owned = true;
        }

        private List<Field> entries() {
            List<Field> entries = new ArrayList<>(count);
            for (int age = 1; age <= count; age++) {
                entries.add(at(age));
            }
            return entries;
        }

        /** The table as it is now: the origin itself when nothing was written. */
        DynamicTable freeze() {
            if (ring != origin.ring || maxSize != origin.maxSize || inserted != origin.inserted) {
                origin = new DynamicTable(ring, inserted, count, size, maxSize);
            }
            owned = false;
            return origin;
        }
    }
}
