package dev.stillframe.h2.flow;

/**
 * An estimate of what one round trip carries, by which receive windows grow. A sample runs from a
 * PING to its acknowledgement; if the peer filled most of the window meanwhile, the window was what
 * held it back.
 *
 * @param sampling whether a PING is on its way
 * @param octets DATA octets since the PING was sent
 */
public record Bandwidth(boolean sampling, long octets) {
    /** No sample under way. */
    public static final Bandwidth IDLE = new Bandwidth(false, 0);

    /** A sample begins with these octets. */
    public static Bandwidth begin(int octets) {
        return new Bandwidth(true, octets);
    }

    /** DATA came while a sample is under way. */
    public Bandwidth received(int more) {
        return new Bandwidth(true, octets + more);
    }

    /**
     * The size that a window of this size should have after the sample: twice as much when two
     * thirds were used.
     */
    public int windowAfter(int window, int most) {
        boolean held = octets >= window - window / 3L;
        return held ? (int) Math.max(window, Math.min(most, 2L * octets)) : window;
    }
}
