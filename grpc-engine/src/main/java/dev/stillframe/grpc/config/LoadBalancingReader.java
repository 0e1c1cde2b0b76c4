package dev.stillframe.grpc.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code loadBalancingConfig} (A24) and its older form {@code loadBalancingPolicy}. */
final class LoadBalancingReader {
    private static final String PICK_FIRST = "pick_first";
    private static final String ROUND_ROBIN = "round_robin";
    private static final String OUTLIER_DETECTION = "outlier_detection_experimental";
    private static final int UINT31 = Integer.MAX_VALUE;
    private static final int PERCENT = 100;

    private LoadBalancingReader() {}

    static LoadBalancing read(Place root) {
        Place list = root.member("loadBalancingConfig");
        if (list.exists()) {
            return first(list, 0);
        }
        Place policy = root.member("loadBalancingPolicy");
        String name = policy.textOr("");
        if (name.equalsIgnoreCase(ROUND_ROBIN)) {
            return new LoadBalancing.RoundRobin();
        }
        if (!name.isEmpty() && !name.equalsIgnoreCase(PICK_FIRST)) {
            policy.fault("'" + name + "' is not known here");
        }
        return LoadBalancing.DEFAULT;
    }

    /** The first that is known; those behind it are not looked at. */
    private static LoadBalancing first(Place list, int depth) {
        for (Place place : list.elements()) {
            if (!place.isObject()) {
                return LoadBalancing.DEFAULT;
            }
            List<Place> policies = place.members();
            if (policies.size() != 1) {
                place.fault("must name one policy");
                return LoadBalancing.DEFAULT;
            }
            LoadBalancing policy = policy(policies.getFirst(), depth);
            if (policy != null) {
                return policy;
            }
        }
        list.fault("names no policy that is known here");
        return LoadBalancing.DEFAULT;
    }

    private static @Nullable LoadBalancing policy(Place policy, int depth) {
        return switch (policy.lastName()) {
            case PICK_FIRST -> {
                Boolean shuffle =
                        policy.isObject() ? policy.member("shuffleAddressList").bool() : null;
                yield new LoadBalancing.PickFirst(shuffle != null && shuffle);
            }
            case ROUND_ROBIN -> {
                policy.isObject();
                yield new LoadBalancing.RoundRobin();
            }
            case OUTLIER_DETECTION -> outliers(policy, depth);
            default -> null;
        };
    }

    private static LoadBalancing outliers(Place policy, int depth) {
        policy.isObject();
        if (depth > 0) {
            policy.fault("cannot stand within itself");
            return LoadBalancing.DEFAULT;
        }
        Duration base = policy.member("baseEjectionTime").durationOr(Duration.ofSeconds(30));
        Duration max = policy.member("maxEjectionTime").durationOr(Duration.ofSeconds(300));
        Duration interval = policy.member("interval").durationOr(Duration.ofSeconds(10));
        if (interval.isZero()) {
            policy.member("interval").fault("must be more than zero");
        }
        Place children = policy.member("childPolicy");
        if (!children.exists()) {
            children.fault("is required");
        }
        return new LoadBalancing.OutlierDetection(
                interval,
                base,
                max.compareTo(base) < 0 ? base : max,
                (int) policy.member("maxEjectionPercent").whole(0, PERCENT, 10),
                successRate(policy.member("successRateEjection")),
                failures(policy.member("failurePercentageEjection")),
                children.exists() ? first(children, depth + 1) : LoadBalancing.DEFAULT);
    }

    private static LoadBalancing.@Nullable SuccessRate successRate(Place rate) {
        return rate.isObject()
                ? new LoadBalancing.SuccessRate(
                        (int) rate.member("stdevFactor").whole(0, UINT31, 1900),
                        (int) rate.member("enforcementPercentage").whole(0, PERCENT, PERCENT),
                        (int) rate.member("minimumHosts").whole(0, UINT31, 5),
                        (int) rate.member("requestVolume").whole(0, UINT31, 100))
                : null;
    }

    private static LoadBalancing.@Nullable FailurePercentage failures(Place failures) {
        return failures.isObject()
                ? new LoadBalancing.FailurePercentage(
                        (int) failures.member("threshold").whole(0, PERCENT, 85),
                        (int) failures.member("enforcementPercentage").whole(0, PERCENT, PERCENT),
                        (int) failures.member("minimumHosts").whole(0, UINT31, 5),
                        (int) failures.member("requestVolume").whole(0, UINT31, 50))
                : null;
    }
}
