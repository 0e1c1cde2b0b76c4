package dev.stillframe.workbench.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Histograms of nanoseconds, as text and back. */
public final class Histograms {
    private static final long LONGEST = Duration.ofMinutes(10).toNanos();
    private static final int DIGITS = 3;

    private Histograms() {}

    /** An empty one, for times up to ten minutes. */
    public static Histogram empty() {
        return new Histogram(LONGEST, DIGITS);
    }

    /** Adds a time; one below or above what fits counts as the nearest that does. */
    public static void add(Histogram to, long nanos) {
        to.recordValue(Math.clamp(nanos, 0, LONGEST));
    }

    /** As text without blanks. */
    public static String encoded(Histogram histogram) {
        ByteBuffer octets = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(octets);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOf(octets.array(), length));
    }

    /**
     * From such text.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Histogram decoded(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getUrlDecoder().decode(text)), 0);
        } catch (DataFormatException broken) {
            throw new IllegalArgumentException("this is no histogram", broken);
        }
    }
}
