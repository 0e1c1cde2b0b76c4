package dev.stillframe.workbench.calls;

import dev.stillframe.workbench.client.Histograms;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What came of calls while they counted.
 *
 * @param times in nanoseconds: of calls, or of messages of streams that are read at once
 * @param lateness in nanoseconds: how late messages were sent after they were due
 * @param seconds that counted
 * @param good calls that ended well, or messages that came back
 * @param wrong calls that did not, at any time, warm-up included
 * @param jitter the mean difference of a message's time to that of the one before it on its stream,
 *     in nanoseconds
 * @param slow messages that all slow readers together have taken
 */
public record CallTimes(
        Histogram times,
        Histogram lateness,
        double seconds,
        long good,
        long wrong,
        double jitter,
        long slow) {

    private static final String BEGINNING = "calls ";

    /** Calls or messages in a second. */
    public double perSecond() {
        return good / seconds;
    }

    /** A percentile of the times, in microseconds. */
    public double micros(double percentile) {
        return times.getValueAtPercentile(percentile) / 1e3;
    }

    /** The longest time, in microseconds. */
    public double max() {
        return times.getMaxValue() / 1e3;
    }

    /** Of some runs, together. */
    public static CallTimes sum(List<CallTimes> runs) {
        Histogram times = new Histogram(runs.getFirst().times());
        Histogram lateness = new Histogram(runs.getFirst().lateness());
        runs.forEach(run -> times.add(run.times()));
        runs.forEach(run -> lateness.add(run.lateness()));
        return new CallTimes(
                times,
                lateness,
                runs.stream().mapToDouble(CallTimes::seconds).sum(),
                runs.stream().mapToLong(CallTimes::good).sum(),
                runs.stream().mapToLong(CallTimes::wrong).sum(),
                runs.stream().mapToDouble(CallTimes::jitter).average().orElse(0),
                runs.stream().mapToLong(CallTimes::slow).sum());
    }

    /** As one line, from one process to another. */
    public String line() {
        return BEGINNING
                + "seconds=%s good=%d wrong=%d jitter=%s slow=%d times=%s lateness=%s"
                        .formatted(
                                seconds,
                                good,
                                wrong,
                                jitter,
                                slow,
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
    public static CallTimes of(String line) {
        Map<String, String> values = new HashMap<>();
        for (String part : line.substring(BEGINNING.length()).split(" ")) {
            int equals = part.indexOf('=');
            values.put(part.substring(0, equals), part.substring(equals + 1));
        }
        return new CallTimes(
                Histograms.decoded(values.getOrDefault("times", "")),
                Histograms.decoded(values.getOrDefault("lateness", "")),
                Double.parseDouble(values.getOrDefault("seconds", "")),
                Long.parseLong(values.getOrDefault("good", "")),
                Long.parseLong(values.getOrDefault("wrong", "")),
                Double.parseDouble(values.getOrDefault("jitter", "")),
                Long.parseLong(values.getOrDefault("slow", "")));
    }
}
