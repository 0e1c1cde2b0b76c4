package dev.stillframe.h2.connection;

import dev.stillframe.h2.stream.StreamState.Manner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How streams closed, for as long as late frames are to be expected (RFC 9113 section 5.1,
 * "closed"). Holds a bounded number of the latest; of older ones it is only known that they are
 * forgotten, not that they were passed over.
 *
 * @param newest the latest, linked to earlier ones
 * @param count how many there are
 * @param forgottenOdd the highest odd identifier that was dropped
 * @param forgottenEven the highest even identifier that was dropped
 */
record ClosedStreams(@Nullable Chunk newest, int count, int forgottenOdd, int forgottenEven) {
    static final ClosedStreams NONE = new ClosedStreams(null, 0, 0, 0);

    private static final int CHUNK = 16;
    private static final Manner[] MANNERS = Manner.values();
    private static final int MANNER_BITS = 3;

    /**
     * Some closed streams, the latest last: a few octets for each. All chunks but the newest are
     * full.
     *
     * @param manners {@link #MANNER_BITS} for each
     */
    record Chunk(int[] ids, long manners, @Nullable Chunk older) {
        @Nullable Manner manner(int streamId) {
            return find(streamId, ids, ids.length, manners);
        }
    }

    private static @Nullable Manner find(int streamId, int[] ids, int count, long manners) {
        for (int i = count - 1; i >= 0; i--) {
            if (ids[i] == streamId) {
                return MANNERS[(int) (manners >>> MANNER_BITS * i) & (1 << MANNER_BITS) - 1];
            }
        }
        return null;
    }

    Draft draft() {
        return new Draft(this);
    }

    /** Open for changes within one step. */
    static final class Draft {
        private ClosedStreams origin;
        private @Nullable Chunk full;
        private int @Nullable [] open;
        private int opened;
        private long manners;
        private int count;

        private Draft(ClosedStreams origin) {
            this.origin = origin;
            count = origin.count;
        }

        int count() {
            return count;
        }

        void with(int streamId, Manner manner, int most) {
            int[] ids = open();
            ids[opened] = streamId;
            manners |= (long) manner.ordinal() << MANNER_BITS * opened;
            count++;
            if (++opened == CHUNK) {
                full = new Chunk(ids, manners, full);
                open = new int[CHUNK];
                opened = 0;
                manners = 0;
                if (count >= most + CHUNK) {
                    keeping(most);
                }
            }
        }

        private int[] open() {
            int[] ids = open;
            if (ids == null) {
                Chunk newest = origin.newest;
                ids = new int[CHUNK];
                full = newest;
                if (newest != null && newest.ids.length < CHUNK) {
                    full = newest.older;
                    opened = newest.ids.length;
                    manners = newest.manners;
                    System.arraycopy(newest.ids, 0, ids, 0, opened);
                }
                open = ids;
            }
            return ids;
        }

        /** Forgets all but the latest, in whole chunks. */
        void keeping(int most) {
            origin = freeze().keeping(most);
            open = null;
            opened = 0;
            manners = 0;
            count = origin.count;
        }

        Manner manner(int streamId) {
            int[] ids = open;
            Manner latest = ids == null ? null : find(streamId, ids, opened, manners);
            return latest != null
                    ? latest
                    : origin.manner(streamId, ids == null ? origin.newest : full);
        }

        ClosedStreams freeze() {
            int[] ids = open;
            if (ids == null) {
                return origin;
            }
            Chunk newest =
                    opened == 0 ? full : new Chunk(Arrays.copyOf(ids, opened), manners, full);
            return new ClosedStreams(newest, count, origin.forgottenOdd, origin.forgottenEven);
        }
    }

    /** How this stream, which is neither idle nor open, closed. The latest word counts. */
    Manner manner(int streamId) {
        return manner(streamId, newest);
    }

    private Manner manner(int streamId, @Nullable Chunk from) {
        for (Chunk chunk = from; chunk != null; chunk = chunk.older) {
            Manner manner = chunk.manner(streamId);
            if (manner != null) {
                return manner;
            }
        }
        int forgotten = (streamId & 1) == 1 ? forgottenOdd : forgottenEven;
        return streamId <= forgotten ? Manner.FORGOTTEN : Manner.SKIPPED;
    }

    /** The latest {@code most}, and as many more as are in a chunk with them; none for 0. */
    ClosedStreams keeping(int most) {
        List<Chunk> kept = new ArrayList<>();
        int odd = forgottenOdd;
        int even = forgottenEven;
        int seen = 0;
        for (Chunk chunk = newest; chunk != null; chunk = chunk.older) {
            if (seen < most) {
                kept.add(chunk);
                seen += chunk.ids.length;
            } else {
                for (int id : chunk.ids) {
                    odd = (id & 1) == 1 ? Math.max(odd, id) : odd;
                    even = (id & 1) == 0 ? Math.max(even, id) : even;
                }
            }
        }
        Chunk head = null;
        for (Chunk chunk : kept.reversed()) {
            head = new Chunk(chunk.ids, chunk.manners, head);
        }
        return new ClosedStreams(head, seen, odd, even);
    }

    private List<String> entries() {
        List<String> entries = new ArrayList<>(count);
        for (Chunk chunk = newest; chunk != null; chunk = chunk.older) {
            for (int i = chunk.ids.length - 1; i >= 0; i--) {
                int manner = (int) (chunk.manners >>> MANNER_BITS * i) & (1 << MANNER_BITS) - 1;
                entries.add(chunk.ids[i] + " " + MANNERS[manner]);
            }
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
        return 31 * count + (newest == null ? 0 : newest.ids[newest.ids.length - 1]);
    }

    @Override
    public String toString() {
        return entries().toString();
    }
}
