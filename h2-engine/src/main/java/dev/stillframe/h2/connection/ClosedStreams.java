package dev.stillframe.h2.connection;

import dev.stillframe.h2.stream.StreamState.Manner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How streams closed, for as long as late frames are to be expected (RFC 9113 section 5.1,
 * "closed"). Holds a bounded number of the latest; of older ones it is only known that they are
 * forgotten, not that they were passed over.
 *
 * @param newest the latest, linked to earlier ones
 * @param count how many are linked
 * @param forgottenOdd the highest odd identifier that was dropped
 * @param forgottenEven the highest even identifier that was dropped
 */
record ClosedStreams(@Nullable Entry newest, int count, int forgottenOdd, int forgottenEven) {
    static final ClosedStreams NONE = new ClosedStreams(null, 0, 0, 0);

    /** Dropping is done in lots, so that closing a stream costs O(1). */
    private static final int SLACK = 32;

    /**
     * One closed stream. Compared by identity of the chain's values, so that equal histories are
     * equal.
     */
    static final class Entry {
        final int streamId;
        final Manner manner;
        final @Nullable Entry older;

        Entry(int streamId, Manner manner, @Nullable Entry older) {
            this.streamId = streamId;
            this.manner = manner;
            this.older = older;
        }
    }

    Draft draft() {
        return new Draft(this);
    }

    /** Open for changes within one step. */
    static final class Draft {
        private ClosedStreams base;
        private @Nullable Entry newest;
        private int count;

        private Draft(ClosedStreams base) {
            this.base = base;
            newest = base.newest;
            count = base.count;
        }

        int count() {
            return count;
        }

        void with(int streamId, Manner manner, int most) {
            newest = new Entry(streamId, manner, newest);
            if (++count > most + SLACK) {
                keeping(most);
            }
        }

        void keeping(int most) {
            base = freeze().keeping(most);
            newest = base.newest;
            count = base.count;
        }

        Manner manner(int streamId) {
            return freeze().manner(streamId);
        }

        ClosedStreams freeze() {
            return newest == base.newest
                    ? base
                    : new ClosedStreams(newest, count, base.forgottenOdd, base.forgottenEven);
        }
    }

    /** How this stream, which is neither idle nor open, closed. The latest word counts. */
    Manner manner(int streamId) {
        for (Entry entry = newest; entry != null; entry = entry.older) {
            if (entry.streamId == streamId) {
                return entry.manner;
            }
        }
        int forgotten = (streamId & 1) == 1 ? forgottenOdd : forgottenEven;
        return streamId <= forgotten ? Manner.FORGOTTEN : Manner.SKIPPED;
    }

    /** Only the latest {@code most}. */
    ClosedStreams keeping(int most) {
        List<Entry> kept = new ArrayList<>(most);
        int odd = forgottenOdd;
        int even = forgottenEven;
        int seen = 0;
        for (Entry entry = newest; entry != null; entry = entry.older) {
            if (seen++ < most) {
                kept.add(entry);
            } else if ((entry.streamId & 1) == 1) {
                odd = Math.max(odd, entry.streamId);
            } else {
                even = Math.max(even, entry.streamId);
            }
        }
        Entry head = null;
        for (Entry entry : kept.reversed()) {
            head = new Entry(entry.streamId, entry.manner, head);
        }
        return new ClosedStreams(head, kept.size(), odd, even);
    }

    private List<String> entries() {
        List<String> entries = new ArrayList<>(count);
        for (Entry entry = newest; entry != null; entry = entry.older) {
            entries.add(entry.streamId + " " + entry.manner);
        }
        return entries;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClosedStreams that
                && count == that.count
                && forgottenOdd == that.forgottenOdd
                && forgottenEven == that.forgottenEven
                && (newest == that.newest || entries().equals(that.entries()));
    }

    @Override
    public int hashCode() {
        return 31 * count + (newest == null ? 0 : newest.streamId);
    }

    @Override
    public String toString() {
        return entries().toString();
    }
}
