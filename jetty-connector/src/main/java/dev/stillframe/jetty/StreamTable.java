package dev.stillframe.jetty;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The open streams by identifier, without boxing: open addressing with linear probing.
 *
 * <p>It changes under the engine's lock only. Other threads may take a {@link #snapshot()}, which
 * may miss a stream that comes or goes meanwhile; they come back.
 */
final class StreamTable<S extends StreamTable.Entry> {
    /** What has an identifier. */
    interface Entry {
        int id();
    }

    private volatile AtomicReferenceArray<@Nullable S> slots = new AtomicReferenceArray<>(16);
    private volatile int size;

    int size() {
        return size;
    }

    private static int home(int id, int mask) {
        return id >>> 1 & mask;
    }

    @Nullable S find(int id) {
        AtomicReferenceArray<@Nullable S> table = slots;
        int mask = table.length() - 1;
        for (int i = home(id, mask); ; i = i + 1 & mask) {
            S stream = table.getPlain(i);
            if (stream == null || stream.id() == id) {
                return stream;
            }
        }
    }

    void add(S stream) {
        AtomicReferenceArray<@Nullable S> table = slots;
        if (2 * (size + 1) > table.length()) {
            AtomicReferenceArray<@Nullable S> larger =
                    new AtomicReferenceArray<>(2 * table.length());
            for (int i = 0; i < table.length(); i++) {
                S moved = table.getPlain(i);
                if (moved != null) {
                    put(larger, moved);
                }
            }
            slots = larger;
            table = larger;
        }
        put(table, stream);
        size = size + 1;
    }

    private void put(AtomicReferenceArray<@Nullable S> table, S stream) {
        int mask = table.length() - 1;
        int i = home(stream.id(), mask);
        while (table.getPlain(i) != null) {
            i = i + 1 & mask;
        }
        table.setRelease(i, stream);
    }

    @Nullable S remove(int id) {
        AtomicReferenceArray<@Nullable S> table = slots;
        int mask = table.length() - 1;
        int hole = home(id, mask);
        S found = table.getPlain(hole);
        while (found != null && found.id() != id) {
            hole = hole + 1 & mask;
            found = table.getPlain(hole);
        }
        if (found == null) {
            return null;
        }
        // Close the gap, so that no probe stops too early: move back whoever may stand in it.
        for (int i = hole + 1 & mask; ; i = i + 1 & mask) {
            S next = table.getPlain(i);
            if (next == null) {
                break;
            }
            int distance = i - home(next.id(), mask) & mask;
            if (distance >= (i - hole & mask)) {
                table.setRelease(hole, next);
                hole = i;
            }
        }
        table.setRelease(hole, null);
        size = size - 1;
        return found;
    }

    List<S> snapshot() {
        AtomicReferenceArray<@Nullable S> table = slots;
        List<S> streams = new ArrayList<>();
        for (int i = 0; i < table.length(); i++) {
            S stream = table.getAcquire(i);
            if (stream != null) {
                streams.add(stream);
            }
        }
        return streams;
    }
}
