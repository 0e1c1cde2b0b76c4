package dev.stillframe.workbench.load;

import java.util.List;

/**
 * The rounds of one front that count, summed up. Times in microseconds.
 *
 * @param perSecond requests a second, the mean of the rounds
 * @param cpu of the server for a request
 * @param mean time for a request
 * @param max the longest time for a request
 * @param median half of the requests took no longer, in a round of its own
 * @param ninetyNine 99 of 100 took no longer, in a round of its own
 * @param switches voluntary context switches of the server for a request
 * @param calls read and write calls of the server for a request
 */
public record Figures(
        double perSecond,
        double cpu,
        double mean,
        double max,
        double median,
        double ninetyNine,
        double switches,
        double calls) {

    /** Of these rounds, and of the times of one more. */
    public static Figures of(List<Round> rounds, long[] times) {
        double requests = rounds.stream().mapToLong(Round::requests).sum();
        return new Figures(
                rounds.stream().mapToDouble(Round::perSecond).average().orElse(0),
                rounds.stream().mapToDouble(Round::cpu).average().orElse(0),
                rounds.stream().mapToDouble(Round::mean).average().orElse(0),
                rounds.stream().mapToDouble(Round::max).max().orElse(0),
                at(times, 0.5),
                at(times, 0.99),
                rounds.stream().mapToLong(round -> round.used().switches()).sum() / requests,
                rounds.stream().mapToLong(round -> round.used().calls()).sum() / requests);
    }

    private static double at(long[] sorted, double part) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1, part * sorted.length)];
    }
}
