package dev.stillframe.grpc.picking;

import dev.stillframe.grpc.config.LoadBalancing.FailurePercentage;
import dev.stillframe.grpc.config.LoadBalancing.OutlierDetection;
import dev.stillframe.grpc.config.LoadBalancing.SuccessRate;
import dev.stillframe.grpc.delay.Chance;
import dev.stillframe.grpc.delay.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses are left out because calls to them fail (A50), as an immutable value.
 *
 * @param config null for none
 * @param seed of the chance that enforcement leaves
 * @param began when the interval began
 * @param sweeps how many there were
 * @param tallies what is known of each address, in the resolver's order
 * @param <A> addresses
 */
record Outliers<A>(
        @Nullable OutlierDetection config,
        long seed,
        long began,
        int sweeps,
        Map<A, Tally> tallies) {
    /**
     * What is known of an address.
     *
     * @param successes in this interval
     * @param failures in this interval
     * @param ejectedAt when it was left out; {@link Times#NEVER} when it is not
     * @param multiplier of the time for which it is left out
     */
    record Tally(long successes, long failures, long ejectedAt, int multiplier) {
        static final Tally NEW = new Tally(0, 0, Times.NEVER, 0);

        boolean isEjected() {
            return ejectedAt != Times.NEVER;
        }

        long volume() {
            return successes + failures;
        }

        double successRate() {
            return (double) successes / volume();
        }

        Tally ejected(long now) {
            return new Tally(successes, failures, now, multiplier + 1);
        }
    }

    static <A> Outliers<A> none(long seed) {
        return new Outliers<>(null, seed, 0, 0, Map.of());
    }

    /** With these addresses under this config. What is known of an address is kept. */
    Outliers<A> under(@Nullable OutlierDetection next, List<A> addresses, long now) {
        if (next == null) {
            return config == null ? this : none(seed);
        }
        Map<A, Tally> kept = new LinkedHashMap<>();
        for (A address : addresses) {
            kept.put(address, tallies.getOrDefault(address, Tally.NEW));
        }
        return new Outliers<>(
                next,
                seed,
                config == null ? now : began,
                sweeps,
                Collections.unmodifiableMap(kept));
    }

    boolean isEjected(A address) {
        Tally tally = tallies.get(address);
        return tally != null && tally.isEjected();
    }

    /** With calls that have ended; none where the address is not known. */
    Outliers<A> served(A address, long successes, long failures) {
        Tally was = tallies.get(address);
        if (was == null || successes < 0 || failures < 0) {
            return this;
        }
        Map<A, Tally> next = new LinkedHashMap<>(tallies);
        next.put(
                address,
                new Tally(
                        was.successes + successes,
                        was.failures + failures,
                        was.ejectedAt,
                        was.multiplier));
        return new Outliers<>(config, seed, began, sweeps, Collections.unmodifiableMap(next));
    }

    /** When the next sweep is due. */
    long wakeAt() {
        return config == null ? Times.NEVER : Times.after(began, Times.nanos(config.interval()));
    }

    /** After a sweep, if one is due. */
    Outliers<A> swept(long now) {
        return config == null || now < wakeAt() ? this : new Sweep<>(this, config, now).run();
    }

    /** One sweep; it never escapes. */
    private static final class Sweep<A> {
        private static final int PERCENT = 100;

        private final Outliers<A> from;
        private final OutlierDetection config;
        private final long now;
        private final Map<A, Tally> tallies;
        private int thrown;

        Sweep(Outliers<A> from, OutlierDetection config, long now) {
            this.from = from;
            this.config = config;
            this.now = now;
            tallies = new LinkedHashMap<>(from.tallies);
        }

        Outliers<A> run() {
            if (config.successRate() != null) {
                successRate(config.successRate());
            }
            if (config.failures() != null) {
                failurePercentage(config.failures());
            }
            tallies.replaceAll((address, tally) -> aged(tally));
            return new Outliers<>(
                    config, from.seed, now, from.sweeps + 1, Collections.unmodifiableMap(tallies));
        }

        /** "Success Rate Algorithm". */
        private void successRate(SuccessRate rule) {
            List<Tally> enough = new ArrayList<>();
            for (Tally tally : tallies.values()) {
                if (tally.volume() >= Math.max(1, rule.requestVolume())) {
                    enough.add(tally);
                }
            }
            if (enough.isEmpty() || enough.size() < rule.minimumHosts()) {
                return;
            }
            double mean = enough.stream().mapToDouble(Tally::successRate).average().orElse(0);
            double variance =
                    enough.stream()
                            .mapToDouble(tally -> Math.pow(tally.successRate() - mean, 2))
                            .average()
                            .orElse(0);
            double least = mean - Math.sqrt(variance) * rule.milliFactor() / 1000;
            for (A address : from.tallies.keySet()) {
                Tally tally = tallies.getOrDefault(address, Tally.NEW);
                if (tally.volume() >= Math.max(1, rule.requestVolume())
                        && tally.successRate() < least) {
                    eject(address, tally, rule.enforcement());
                }
            }
        }

        /** "Failure Percentage Algorithm". */
        private void failurePercentage(FailurePercentage rule) {
            if (tallies.size() < rule.minimumHosts()) {
                return;
            }
            for (A address : from.tallies.keySet()) {
                Tally tally = tallies.getOrDefault(address, Tally.NEW);
                if (tally.volume() >= Math.max(1, rule.requestVolume())
                        && PERCENT * (1 - tally.successRate()) > rule.threshold()) {
                    eject(address, tally, rule.enforcement());
                }
            }
        }

        /** Within the limit, of which one address is always free. */
        private void eject(A address, Tally tally, int enforcement) {
            long ejected = tallies.values().stream().filter(Tally::isEjected).count();
            boolean room =
                    ejected == 0
                            || (ejected + 1) * PERCENT
                                    <= (long) config.maxPercent() * tallies.size();
            if (room && !tally.isEjected()) {
                long number = ((long) from.sweeps << 32) + thrown++;
                if (Chance.below(PERCENT, from.seed, number) < enforcement) {
                    tallies.put(address, tally.ejected(now));
                }
            }
        }

        /** Step 5 of the sweep, and an empty bucket for the next interval. */
        private Tally aged(Tally tally) {
            long ejectedAt = tally.ejectedAt;
            int multiplier = tally.multiplier;
            if (!tally.isEjected()) {
                multiplier = Math.max(0, multiplier - 1);
            } else if (now > Times.after(ejectedAt, ejectedFor(multiplier))) {
                ejectedAt = Times.NEVER;
            }
            return new Tally(0, 0, ejectedAt, multiplier);
        }

        private long ejectedFor(int multiplier) {
            Duration base = config.baseEjection();
            Duration most = base.compareTo(config.maxEjection()) > 0 ? base : config.maxEjection();
            long nanos = Times.nanos(base);
            // Divided, as a product could overflow.
            return nanos > Times.nanos(most) / multiplier ? Times.nanos(most) : nanos * multiplier;
        }
    }
}
