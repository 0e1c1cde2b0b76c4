package dev.stillframe.grpc.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a service asks of its clients (grpc/grpc doc/service_config.md).
 *
 * @param methods by {@code service/method}, {@code service/} for all others of a service, and
 *     {@code /} for all others
 * @param throttling null for none
 * @param balancing the first policy of the list that is known
 * @param connections the most to each server (A105, {@code
 *     connectionScaling.maxConnectionsPerSubchannel}); 0 where nothing is said
 * @param health the name that health is asked for (A17); may be empty; null for no health checks
 */
public record ServiceConfig(
        Map<String, MethodConfig> methods,
        @Nullable RetryThrottling throttling,
        LoadBalancing balancing,
        int connections,
        @Nullable String health) {
    /** That of a service without one. */
    public static final ServiceConfig NONE =
            new ServiceConfig(Map.of(), null, LoadBalancing.DEFAULT, 0, null);

    public ServiceConfig {
        methods = Map.copyOf(methods);
    }

    /** What reading gives. */
    public sealed interface Parsed {}

    /** A config that can be followed. */
    public record Valid(ServiceConfig config) implements Parsed {}

    /**
     * One that cannot; none of it is followed.
     *
     * @param faults all of them, in the order of the document as far as they can be; never empty
     */
    public record Invalid(List<Fault> faults) implements Parsed {
        public Invalid {
            faults = List.copyOf(faults);
        }
    }

    /**
     * Something that is wrong.
     *
     * @param place such as {@code methodConfig[0].timeout}; {@code line 2, column 7} where the text
     *     is no JSON; empty for the whole
     * @param reason in words
     */
    public record Fault(String place, String reason) {
        @Override
        public String toString() {
            return place.isEmpty() ? reason : place + ": " + reason;
        }
    }

    /** Reads a config, with A6's limit on attempts. Total: no text throws. */
    public static Parsed parse(String json) {
        return parse(json, AttemptPolicy.MOST_ATTEMPTS);
    }

    /**
     * Reads a config. Members that are not known are left alone.
     *
     * @param mostAttempts what {@code maxAttempts} is cut down to; 2 or more
     */
    public static Parsed parse(String json, int mostAttempts) {
        return ServiceConfigReader.read(json, mostAttempts);
    }

    /**
     * What is said of a method; the most specific word wins, and it wins as a whole.
     *
     * @param path {@code /service/method}
     */
    public MethodConfig of(String path) {
        int slash = path.lastIndexOf('/');
        String service = slash < 1 ? "" : path.substring(1, slash);
        MethodConfig found = methods.get(service + path.substring(Math.max(slash, 0)));
        found = found == null ? methods.get(service + "/") : found;
        found = found == null ? methods.get("/") : found;
        return found == null ? MethodConfig.NONE : found;
    }
}
