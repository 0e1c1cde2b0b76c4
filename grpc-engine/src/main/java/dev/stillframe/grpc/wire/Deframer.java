package dev.stillframe.grpc.wire;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.Octets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a message that is not complete, as an immutable value. How the octets were split
 * into DATA frames does not show.
 *
 * <p>A message that lies whole in a piece is a view of it. One that straddles pieces is kept as it
 * comes and put together once. Small pieces are joined on the way, so that a peer that sends one
 * octet at a time makes us hold little more than it has sent.
 */
public final class Deframer {
    /** Between two messages. */
    public static final Deframer EMPTY = new Deframer(null, 0, 0);

    /** Pieces of this size stay as they are. */
    private static final int LARGE = 8192;

    private final @Nullable Piece newest;
    private final int held;

    /** Octets of the message with its prefix; 0 while the prefix is not complete. */
    private final int whole;

    private record Piece(Octets octets, @Nullable Piece older) {}

    private Deframer(@Nullable Piece newest, int held, int whole) {
        this.newest = newest;
        this.held = held;
        this.whole = whole;
    }

    /**
     * A message as it came.
     *
     * @param payload a view of what was given to {@link #take}, or of memory of its own
     */
    public record Frame(boolean compressed, Octets payload) {}

    /**
     * What comes of a piece.
     *
     * @param frames messages that are complete, in order
     * @param wrong what is wrong with what follows them, or null; nothing is to be taken then
     */
    public record Taken(Deframer next, List<Frame> frames, @Nullable Status wrong) {}

    /** Whether a part of a message is held. */
    public boolean isWithin() {
        return held > 0;
    }

    /** How many octets are held. */
    public int held() {
        return held;
    }

    /** In how many pieces; for tests. */
    int pieces() {
        int count = 0;
        for (Piece piece = newest; piece != null; piece = piece.older) {
            count++;
        }
        return count;
    }

    /**
     * Takes a piece, whose octets need not last.
     *
     * @param most octets that a message may have on the wire, up to 2^31-6
     */
    public Taken take(Octets piece, int most) {
        if (held == 0 && isOne(piece, most)) {
            return new Taken(EMPTY, List.of(frame(piece, piece.length())), null);
        }
        List<Frame> frames = new ArrayList<>(2);
        Octets rest = piece;
        if (held > 0 && whole == 0) {
            int missing = Math.min(Frames.PREFIX - held, rest.length());
            Octets prefix = joined(rest.slice(0, missing));
            rest = rest.from(missing);
            Status wrong = prefix.length() < Frames.PREFIX ? null : wrong(prefix, most);
            if (wrong != null) {
                return new Taken(EMPTY, frames, wrong);
            }
            return begun(prefix).go(rest, frames, most);
        }
        return go(rest, frames, most);
    }

    /** Whether this is one message and nothing else, as it nearly always is. */
    private static boolean isOne(Octets piece, int most) {
        return piece.length() >= Frames.PREFIX
                && length(piece) == piece.length() - Frames.PREFIX
                && wrong(piece, most) == null;
    }

    /** Holding these octets, which are in memory of their own. */
    private static Deframer begun(Octets octets) {
        return new Deframer(
                new Piece(octets, null),
                octets.length(),
                octets.length() < Frames.PREFIX ? 0 : Frames.PREFIX + (int) length(octets));
    }

    /** With no prefix half held, or nothing left to take. */
    private Taken go(Octets piece, List<Frame> frames, int most) {
        Octets rest = piece;
        if (held > 0) {
            int missing = whole - held;
            if (whole == 0 || rest.length() < missing) {
                return new Taken(with(rest), frames, null);
            }
            frames.add(frame(joined(rest.slice(0, missing)), whole));
            rest = rest.from(missing);
        }
        while (rest.length() >= Frames.PREFIX) {
            Status wrong = wrong(rest, most);
            if (wrong != null) {
                return new Taken(EMPTY, frames, wrong);
            }
            int length = Frames.PREFIX + (int) length(rest);
            if (rest.length() < length) {
                break;
            }
            frames.add(frame(rest, length));
            rest = rest.from(length);
        }
        return new Taken(rest.isEmpty() ? EMPTY : begun(rest.copy()), frames, null);
    }

    private static Frame frame(Octets octets, int length) {
        return new Frame(octets.at(0) == 1, octets.slice(Frames.PREFIX, length - Frames.PREFIX));
    }

    private Deframer with(Octets piece) {
        if (piece.isEmpty()) {
            return this;
        }
        Octets octets = piece.copy();
        Piece older = newest;
        while (older != null
                && older.octets.length() < LARGE
                && older.octets.length() <= octets.length()) {
            octets = older.octets.plus(octets);
            older = older.older;
        }
        return new Deframer(new Piece(octets, older), held + piece.length(), whole);
    }

    private Octets joined(Octets last) {
        byte[] all = new byte[held + last.length()];
        int at = held;
        for (Piece piece = newest; piece != null; piece = piece.older) {
            at -= piece.octets.length();
            piece.octets.copyTo(0, all, at, piece.octets.length());
        }
        last.copyTo(0, all, held, last.length());
        return Octets.wrap(all);
    }

    /** What a prefix says: 0 to 2^32-1. */
    private static long length(Octets prefix) {
        return (long) prefix.at(1) << 24 | prefix.at(2) << 16 | prefix.at(3) << 8 | prefix.at(4);
    }

    private static @Nullable Status wrong(Octets prefix, int most) {
        if (prefix.at(0) > 1) {
            return Status.of(
                    Code.INTERNAL, "the flag of a message is " + prefix.at(0) + ", not 0 or 1");
        }
        if (length(prefix) > Math.min(most, Integer.MAX_VALUE - Frames.PREFIX)) {
            return Status.of(
                    Code.RESOURCE_EXHAUSTED,
                    "a message of " + length(prefix) + " octets exceeds maximum of " + most);
        }
        return null;
    }
}
