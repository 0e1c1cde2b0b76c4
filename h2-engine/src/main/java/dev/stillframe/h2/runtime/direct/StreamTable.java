package dev.stillframe.h2.runtime.direct;

import org.jspecify.annotations.Nullable;

/**
 * What belongs to each stream of a connection, by its identifier: a mutable map without boxes, for
 * those who are asked on every notice. For one thread at a time.
 *
 * @param <V> what belongs to a stream
 */
public final class StreamTable<V> {
    private static final int SMALLEST = 8;

    // Linear probing; identifiers are never 0.
    private int[] keys = new int[SMALLEST];
    private @Nullable Object[] values = new @Nullable Object[SMALLEST];
    private int size;

    /** Without any stream. */
    public StreamTable() {}

    /** Identifiers of one end are all odd or all even. */
    private int home(int streamId) {
        return streamId >>> 1 & keys.length - 1;
    }

    private int place(int streamId) {
        int at = home(streamId);
        while (keys[at] != 0 && keys[at] != streamId) {
            at = at + 1 & keys.length - 1;
        }
        return at;
    }

    /** What belongs to this stream, or null. */
    @SuppressWarnings("unchecked") // only values of type V are put
    public @Nullable V get(int streamId) {
        return (V) values[place(streamId)];
    }

    /** From now on this belongs to that stream, which is not 0. */
    public void put(int streamId, V value) {
        int at = place(streamId);
        if (keys[at] == 0) {
            keys[at] = streamId;
            size++;
        }
        values[at] = value;
        if (size > keys.length / 2) {
            resize(keys.length * 2);
        }
    }

    /** Forgets the stream. Returns what belonged to it, or null. */
    public @Nullable V remove(int streamId) {
        V value = get(streamId);
        if (value != null) {
            vacate(place(streamId));
            size--;
            if (keys.length > SMALLEST && size < keys.length / 8) {
                resize(keys.length / 2);
            }
        }
        return value;
    }

    /** Frees a place, and moves into it whoever would not be found behind it. */
    private void vacate(int place) {
        int mask = keys.length - 1;
        int free = place;
        for (int at = free + 1 & mask; keys[at] != 0; at = at + 1 & mask) {
            int distance = at - home(keys[at]) & mask;
            if (distance >= (at - free & mask)) {
                keys[free] = keys[at];
                values[free] = values[at];
                free = at;
            }
        }
        keys[free] = 0;
        values[free] = null;
    }

    private void resize(int length) {
        int[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new int[length];
        values = new @Nullable Object[length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = place(oldKeys[i]);
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }
}
