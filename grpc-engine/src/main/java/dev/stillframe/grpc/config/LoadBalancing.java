package dev.stillframe.grpc.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How calls are spread over the servers of a name. */
public sealed interface LoadBalancing {
    /** One connection, to the first address that can be reached. */
    LoadBalancing DEFAULT = new PickFirst(false);

    /**
     * One connection for all calls, to the first address that can be reached (A62).
     *
     * @param shuffle whether the addresses are put into an order of chance first
     */
    record PickFirst(boolean shuffle) implements LoadBalancing {}

    /** A connection to each, in turn. */
    record RoundRobin() implements LoadBalancing {}

    /**
     * Leaves out servers whose calls fail more often than others' (A50).
     *
     * @param interval between two sweeps
     * @param baseEjection for how long a server is left out the first time; each time more adds as
     *     much
     * @param maxEjection the longest that it is left out; not less than {@code baseEjection}
     * @param maxPercent how many of the servers may be left out, in percent; one always may
     * @param successRate finds those whose success is below the others'; null for not done
     * @param failures finds those who fail too often; null for not done
     * @param child how calls are spread over those that are left
     */
    record OutlierDetection(
            Duration interval,
            Duration baseEjection,
            Duration maxEjection,
            int maxPercent,
            @Nullable SuccessRate successRate,
            @Nullable FailurePercentage failures,
            LoadBalancing child)
            implements LoadBalancing {
        /** Whether there is anything to count calls for. */
        public boolean isOn() {
            return successRate != null || failures != null;
        }
    }

    /**
     * Success rates that are far below the mean.
     *
     * @param milliFactor how many standard deviations below, times a thousand
     * @param enforcement the chance that one is really left out, in percent
     * @param minimumHosts fewer servers with enough calls tell nothing
     * @param requestVolume enough calls, in one interval
     */
    record SuccessRate(int milliFactor, int enforcement, int minimumHosts, int requestVolume) {}

    /**
     * Failures that are above a limit.
     *
     * @param threshold the limit, in percent of the calls
     * @param enforcement the chance that one is really left out, in percent
     * @param minimumHosts with fewer servers it is not done
     * @param requestVolume fewer calls in one interval tell nothing
     */
    record FailurePercentage(int threshold, int enforcement, int minimumHosts, int requestVolume) {}
}
