package dev.stillframe.grpc.config;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.grpc.delay.Backoff;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a service config, member by member. */
final class ServiceConfigReader {
    private static final long UINT32 = 0xFFFF_FFFFL;
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private final int mostAttempts;
    private final Map<String, MethodConfig> methods = new HashMap<>();

    private ServiceConfigReader(int mostAttempts) {
        this.mostAttempts = mostAttempts;
    }

    static ServiceConfig.Parsed read(String text, int mostAttempts) {
        return switch (JsonReader.read(text)) {
            case Json.Broken broken ->
                    new ServiceConfig.Invalid(
                            List.of(
                                    new ServiceConfig.Fault(
                                            "line " + broken.line() + ", column " + broken.column(),
                                            broken.reason())));
            case Json.Whole whole -> read(whole.value(), mostAttempts);
        };
    }

    static ServiceConfig.Parsed read(Json value, int mostAttempts) {
        if (mostAttempts < 2) {
            throw new IllegalArgumentException(mostAttempts + " attempts");
        }
        List<ServiceConfig.Fault> faults = new ArrayList<>();
        Place root = new Place("", value, faults);
        if (!root.isObject()) {
            root = new Place("", null, faults);
            if (faults.isEmpty()) {
                root.fault("must be an object");
            }
        }
        ServiceConfigReader reader = new ServiceConfigReader(mostAttempts);
        for (Place method : root.member("methodConfig").elements()) {
            reader.method(method);
        }
        ServiceConfig config =
                new ServiceConfig(
                        reader.methods,
                        throttling(root.member("retryThrottling")),
                        LoadBalancingReader.read(root),
                        connections(root.member("connectionScaling")),
                        health(root.member("healthCheckConfig")));
        return faults.isEmpty()
                ? new ServiceConfig.Valid(config)
                : new ServiceConfig.Invalid(faults);
    }

    /** No subchannel can do without a connection, so 0 is a fault here as it is in xDS. */
    private static int connections(Place scaling) {
        return scaling.isObject()
                ? (int)
                        Math.min(
                                scaling.member("maxConnectionsPerSubchannel").whole(1, UINT32, 0),
                                Integer.MAX_VALUE)
                : 0;
    }

    private static @Nullable String health(Place health) {
        return health.isObject() ? health.member("serviceName").text() : null;
    }

    private void method(Place method) {
        if (!method.isObject()) {
            return;
        }
        MethodConfig config =
                new MethodConfig(
                        method.member("waitForReady").bool(),
                        timeout(method.member("timeout")),
                        method.member("maxRequestMessageBytes")
                                .whole(0, UINT32, MethodConfig.UNLIMITED),
                        method.member("maxResponseMessageBytes")
                                .whole(0, UINT32, MethodConfig.UNLIMITED),
                        attempts(method));
        for (Place name : method.member("name").elements()) {
            name(name, config);
        }
    }

    private static @Nullable Duration timeout(Place timeout) {
        return timeout.exists() ? timeout.durationOr(Duration.ZERO) : null;
    }

    private void name(Place name, MethodConfig config) {
        if (!name.isObject()) {
            return;
        }
        String service = name.member("service").textOr("");
        String method = name.member("method").textOr("");
        if (service.isEmpty() && !method.isEmpty()) {
            name.fault("a method needs its service");
        } else if (methods.putIfAbsent(service + "/" + method, config) != null) {
            name.fault("is named twice");
        }
    }

    private AttemptPolicy attempts(Place method) {
        Place retry = method.member("retryPolicy");
        Place hedging = method.member("hedgingPolicy");
        if (retry.exists() && hedging.exists()) {
            hedging.fault("cannot stand beside retryPolicy");
        }
        if (retry.isObject()) {
            return retry(retry);
        }
        return hedging.isObject() ? hedging(hedging) : new AttemptPolicy.Once();
    }

    private AttemptPolicy.Retry retry(Place retry) {
        int attempts = maxAttempts(retry.member("maxAttempts"));
        Duration initial = retry.member("initialBackoff").positive();
        Duration max = retry.member("maxBackoff").positive();
        double multiplier = multiplier(retry.member("backoffMultiplier"));
        Place codes = retry.member("retryableStatusCodes");
        List<Place> listed = codes.elements();
        if (listed.isEmpty()) {
            codes.fault("must name a status code");
        }
        return new AttemptPolicy.Retry(
                attempts, new Backoff(initial, max, multiplier), codes(listed));
    }

    private AttemptPolicy.Hedging hedging(Place hedging) {
        return new AttemptPolicy.Hedging(
                maxAttempts(hedging.member("maxAttempts")),
                hedging.member("hedgingDelay").durationOr(Duration.ZERO),
                codes(hedging.member("nonFatalStatusCodes").elements()));
    }

    private int maxAttempts(Place attempts) {
        if (!attempts.exists()) {
            attempts.fault("is required");
        }
        return (int) Math.min(attempts.whole(2, UINT32, 2), mostAttempts);
    }

    private static double multiplier(Place multiplier) {
        BigDecimal number = multiplier.number();
        if (!multiplier.exists()) {
            multiplier.fault("is required");
        } else if (number != null && number.signum() <= 0) {
            multiplier.fault("must be more than zero");
        }
        // A protobuf float holds less than this, so no infinity can come of it.
        return number == null || number.signum() <= 0 ? 1 : number.doubleValue();
    }

    private static Set<Code> codes(List<Place> codes) {
        Set<Code> all = EnumSet.noneOf(Code.class);
        for (Place place : codes) {
            Code code = place.code();
            if (code == Code.OK) {
                place.fault("OK is not a failure");
            } else if (code != null) {
                all.add(code);
            }
        }
        return all;
    }

    private static @Nullable RetryThrottling throttling(Place throttling) {
        if (!throttling.isObject()) {
            return null;
        }
        Place tokens = throttling.member("maxTokens");
        if (!tokens.exists()) {
            tokens.fault("is required");
        }
        int max = (int) tokens.whole(1, RetryThrottling.MOST_TOKENS, 1);
        return new RetryThrottling(max, ratio(throttling.member("tokenRatio")));
    }

    /** Up to three decimal places are supported; what is finer is dropped. */
    private static int ratio(Place ratio) {
        BigDecimal number = ratio.number();
        if (number == null) {
            if (!ratio.exists()) {
                ratio.fault("is required");
            }
            return 1;
        }
        BigDecimal milli = number.multiply(THOUSAND).setScale(0, RoundingMode.DOWN);
        if (milli.signum() <= 0) {
            ratio.fault("must be 0.001 or more");
            return 1;
        }
        return milli.min(BigDecimal.valueOf(RetryThrottling.MOST_TOKENS * 1000L)).intValueExact();
    }
}
