package dev.stillframe.h2.frame;

import dev.stillframe.api.message.Octets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The octets of an unfinished frame, copied, as an immutable value.
 *
 * <p>What is held grows by what arrives, never by what a frame's Length announces: a peer that
 * promises 16 MiB and sends nothing costs nothing. And a peer that sends them one at a time must
 * not make each one cost a copy of all before it: so they are held in pieces, each at least twice
 * as long as the next, which makes the copying n log n in all.
 */
final class Held {
    private final @Nullable Held before;
    private final byte[] last;
    private final int length;

    private Held(@Nullable Held before, byte[] last) {
        this.before = before;
        this.last = last;
        this.length = (before == null ? 0 : before.length) + last.length;
    }

    /** Octets that nobody else writes to, not copied. */
    static Held of(byte[] octets) {
        return new Held(null, octets);
    }

    /** A copy of {@code count} octets of a chunk. */
    static Held copy(Octets chunk, int from, int count) {
        byte[] octets = new byte[count];
        chunk.copyTo(from, octets, 0, count);
        return new Held(null, octets);
    }

    int length() {
        return length;
    }

    /** These and then a copy of {@code count} octets of a chunk. */
    Held plus(Octets chunk, int from, int count) {
        Held kept = this;
        int joined = count;
        while (kept != null && kept.last.length < 2 * joined) {
            joined += kept.last.length;
            kept = kept.before;
        }
        return new Held(kept, tail(joined, chunk, from, count));
    }

    /** These and then {@code count} octets of a chunk, in a new array. */
    byte[] join(Octets chunk, int from, int count) {
        return tail(length + count, chunk, from, count);
    }

    /** The last {@code size} of these octets followed by {@code count} octets of a chunk. */
    private byte[] tail(int size, Octets chunk, int from, int count) {
        byte[] array = new byte[size];
        int at = size - count;
        chunk.copyTo(from, array, at, count);
        for (Held held = this; held != null && at > 0; held = held.before) {
            at -= held.last.length;
            System.arraycopy(held.last, 0, array, at, held.last.length);
        }
        return array;
    }

    /** All of them. */
    Octets octets() {
        return Octets.wrap(join(Octets.EMPTY, 0, 0));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Held that
                && length == that.length
                && octets().equals(that.octets());
    }

    @Override
    public int hashCode() {
        return octets().hashCode();
    }

    /** The lengths of the pieces, the newest first. */
    List<Integer> pieces() {
        List<Integer> lengths = new ArrayList<>();
        for (Held held = this; held != null; held = held.before) {
            lengths.add(held.last.length);
        }
        return lengths;
    }

    @Override
    public String toString() {
        return octets() + " in pieces of " + pieces();
    }
}
