package dev.stillframe.workbench.client;

import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What came of requests at a constant rate.
 *
 * @param times of the answers, in nanoseconds, each from when its request should have been sent
 * @param lateness of the sending itself, in nanoseconds: how late the generator was
 * @param seconds that were counted, until the last answer came
 * @param answered with 200
 * @param errors answered otherwise, reset, lost with a connection, or not answered until the end
 * @param cpu of the generator in all its life, in seconds
 */
public record Latency(
        Histogram times,
        Histogram lateness,
        double seconds,
        long answered,
        long errors,
        double cpu) {

    private static final String BEGINNING = "latency ";

    /** Requests answered in a second. */
    public double perSecond() {
        return answered / seconds;
    }

    /** A percentile of the times, in microseconds. */
    public double micros(double percentile) {
        return times.getValueAtPercentile(percentile) / 1e3;
    }

    /** The longest time, in microseconds. */
    public double max() {
        return times.getMaxValue() / 1e3;
    }

    /** As one line, from one process to another. */
    public String line() {
        return BEGINNING
                + "seconds=%s answered=%d errors=%d cpu=%s times=%s lateness=%s"
                        .formatted(
                                seconds,
                                answered,
                                errors,
                                cpu,
                                Histograms.encoded(times),
                                Histograms.encoded(lateness));
    }

    /** Whether a line is one of these. */
    public static boolean isLine(String line) {
        return line.startsWith(BEGINNING);
    }

    /**
     * From such a line.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static Latency of(String line) {
        Map<String, String> values = new HashMap<>();
        for (String part : line.substring(BEGINNING.length()).split(" ")) {
            int equals = part.indexOf('=');
            values.put(part.substring(0, equals), part.substring(equals + 1));
        }
        return new Latency(
                Histograms.decoded(values.getOrDefault("times", "")),
                Histograms.decoded(values.getOrDefault("lateness", "")),
                Double.parseDouble(values.getOrDefault("seconds", "")),
                Long.parseLong(values.getOrDefault("answered", "")),
                Long.parseLong(values.getOrDefault("errors", "")),
                Double.parseDouble(values.getOrDefault("cpu", "")));
    }
}
