package dev.stillframe.workbench.load;

import java.util.List;

/**
 * The straight line through some samples of a live heap, by least squares, and whether it is flat.
 *
 * <p>Flat means: over all samples the line rises by no more than {@link #NOISE}, or by no more than
 * {@link #PER_STREAM} octets for each stream. The smallest object has 16 octets, so the second lets
 * through what loses one object for every 160 streams, and no more.
 *
 * @param octetsPerStream what the heap grows by for each stream
 * @param growth what it has grown by from the first sample to the last, on the line
 * @param mean of the samples, in octets
 */
public record Slope(double octetsPerStream, double growth, double mean) {

    /** Octets by which a heap changes without losing anything: tables that have grown, caches. */
    public static final int NOISE = 256 * 1024;

    /** Octets for a stream that are still called flat. */
    public static final double PER_STREAM = 0.1;

    /**
     * One look at the heap.
     *
     * @param streams that have ended until then
     * @param octets that lived then
     */
    public record Sample(long streams, long octets) {}

    /**
     * Of these samples.
     *
     * @throws IllegalArgumentException when there are fewer than two, or all at the same place
     */
    public static Slope of(List<Sample> samples) {
        double meanX = samples.stream().mapToLong(Sample::streams).average().orElse(0);
        double meanY = samples.stream().mapToLong(Sample::octets).average().orElse(0);
        double xy = 0;
        double xx = 0;
        for (Sample sample : samples) {
            double x = sample.streams() - meanX;
            xy += x * (sample.octets() - meanY);
            xx += x * x;
        }
        if (xx == 0) {
            throw new IllegalArgumentException("no line goes through " + samples);
        }
        double slope = xy / xx;
        long length = samples.getLast().streams() - samples.getFirst().streams();
        return new Slope(slope, slope * length, meanY);
    }

    /** Whether the heap does not grow. */
    public boolean isFlat() {
        return growth <= NOISE || octetsPerStream <= PER_STREAM;
    }
}
