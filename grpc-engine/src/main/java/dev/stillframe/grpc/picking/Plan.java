package dev.stillframe.grpc.picking;

import dev.stillframe.grpc.config.LoadBalancing;
import dev.stillframe.grpc.config.ServiceConfig;
import org.jspecify.annotations.Nullable;

/**
 * How calls are spread.
 *
 * @param policy which
 * @param health the service whose health is asked for (A17); null for none
 */
public record Plan(LoadBalancing policy, @Nullable String health) {
    /** What a service config says. */
    public static Plan of(ServiceConfig config) {
        return new Plan(config.balancing(), config.health());
    }

    /** What calls are spread by, once outliers are left out. */
    LoadBalancing base() {
        return policy instanceof LoadBalancing.OutlierDetection outliers
                ? outliers.child()
                : policy;
    }

    boolean isRoundRobin() {
        return base() instanceof LoadBalancing.RoundRobin;
    }

    boolean shuffles() {
        return base() instanceof LoadBalancing.PickFirst first && first.shuffle();
    }

    /** A17: pick_first has no other server to go to, so it does not ask. */
    @Nullable String healthAsked() {
        return isRoundRobin() ? health : null;
    }

    LoadBalancing.@Nullable OutlierDetection outliers() {
        return policy instanceof LoadBalancing.OutlierDetection outliers
                        && outliers.isOn()
                        && isRoundRobin()
                ? outliers
                : null;
    }
}
