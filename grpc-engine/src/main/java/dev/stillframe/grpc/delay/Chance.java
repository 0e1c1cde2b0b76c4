package dev.stillframe.grpc.delay;

/** What looks like chance and follows from a seed: equal inputs give equal outputs (SplitMix64). */
public final class Chance {
    private Chance() {}

    /** Bits for the {@code number}th throw. */
    public static long bits(long seed, long number) {
        long bits = seed + number * 0x9E3779B97F4A7C15L;
        bits = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ bits >>> 27) * 0x94D049BB133111EBL;
        return bits ^ bits >>> 31;
    }

    /** From 0 to less than 1, evenly spread over the numbers. */
    public static double share(long seed, long number) {
        return (bits(seed, number) >>> 11) * 0x1.0p-53;
    }

    /** From 0 to less than {@code bound}, which is positive. */
    public static int below(int bound, long seed, long number) {
        return (int) (share(seed, number) * bound);
    }
}
