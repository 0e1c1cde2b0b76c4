package dev.stillframe.simulator;

/**
 * Small choices that no plan spells out: how long a segment is, how late it comes. Each is a
 * function of the seed, of who asks and of how often it asked before, and not of what others asked,
 * so that a plan that loses a happening keeps its weather.
 */
final class Weather {
    private final long seed;
    private long asked;

    Weather(long seed, long who) {
        this.seed = mix(seed ^ mix(who));
    }

    /** From 0 to below {@code bound}. */
    int below(int bound) {
        long bits = mix(seed + ++asked * 0x9e3779b97f4a7c15L) >>> 1;
        return (int) (bits % bound);
    }

    /** True once in so many times. */
    boolean oneIn(int times) {
        return below(times) == 0;
    }

    private static long mix(long z) {
        long a = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ a >>> 27) * 0x94d049bb133111ebL;
        return b ^ b >>> 31;
    }
}
