package dev.stillframe.h2.frame;

/**
 * What has arrived of the preface or of a frame that is not complete: where a reader stopped, as an
 * immutable value, compared by content. However the same octets were split, what remains is equal.
 *
 * <p>It holds one unfinished frame at the most, in memory of its own, and of DATA and of frames
 * that are skipped only counts.
 */
public final class Remainder {
    private static final Remainder PREFACE = new Remainder(new Part.Preface(0));
    private static final Remainder FRAMES = new Remainder(Part.Between.HERE);

    private final Part part;

    private Remainder(Part part) {
        this.part = part;
    }

    /** A server's beginning: the client's preface (RFC 9113 section 3.4) comes before any frame. */
    public static Remainder preface() {
        return PREFACE;
    }

    /** Between two frames, and a client's beginning. */
    public static Remainder frames() {
        return FRAMES;
    }

    static Remainder of(Part part) {
        return part == Part.Between.HERE ? FRAMES : new Remainder(part);
    }

    Part part() {
        return part;
    }

    /** Whether the 24 octets of the client's preface are not all here yet. */
    public boolean awaitsPreface() {
        return part instanceof Part.Preface;
    }

    /** Whether the octets end within a frame. */
    public boolean midFrame() {
        return switch (part) {
            case Part.Preface ignored -> false;
            case Part.Between ignored -> false;
            case Part.Partial ignored -> true;
            case Part.InData ignored -> true;
            case Part.Skipping ignored -> true;
            case Part.Broken ignored -> false;
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Remainder that && part.equals(that.part);
    }

    @Override
    public int hashCode() {
        return part.hashCode();
    }

    @Override
    public String toString() {
        return part.toString();
    }
}
