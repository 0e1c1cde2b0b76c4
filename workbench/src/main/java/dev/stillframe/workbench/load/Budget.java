package dev.stillframe.workbench.load;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a front must reach beside the better of its peers in the same run.
 *
 * @param front ours
 * @param peers what it is compared with: whichever of them uses less CPU per request
 * @param throughput requests a second, as a ratio, at least
 * @param cpu per request, as a ratio, at most
 */
record Budget(String front, List<String> peers, double throughput, double cpu) {

    /** No budget of CPU. */
    private static final double ANY = Double.POSITIVE_INFINITY;

    static final List<Budget> ALL =
            List.of(
                    new Budget("standalone", List.of("netty", "vertx-native"), 1, 1),
                    new Budget("standalone", List.of("netty", "vertx-native"), 1, 0.7),
                    new Budget("standalone", List.of("nghttpd"), 1, 1),
                    new Budget("jetty", List.of("jetty-native"), 1.5, 0.7),
                    new Budget("jetty", List.of("jetty-native"), 2, 0.7),
                    new Budget("vertx", List.of("vertx-native"), 1, 0.9),
                    new Budget("vertx4", List.of("vertx4-native"), 1, 0.9),
                    new Budget("grpc-standalone-direct", List.of("grpc-java"), 3, ANY),
                    new Budget("grpc-jetty-direct", List.of("grpc-java"), 3, ANY),
                    new Budget("grpc-standalone", List.of("grpc-java-direct"), 1.5, ANY),
                    new Budget("grpc-jetty", List.of("grpc-java-direct"), 1.5, ANY),
                    new Budget("grpc-standalone", List.of("grpc-vertx"), 1.1, 0.9),
                    new Budget("grpc-jetty", List.of("grpc-vertx"), 1.1, 0.9),
                    new Budget("grpc-vertx-hosted", List.of("grpc-vertx"), 1.1, 0.9),
                    new Budget("grpc-vertx-unchanged", List.of("grpc-vertx"), 1, 0.9),
                    new Budget("grpc-vertx4-hosted", List.of("grpc-vertx4"), 1.1, 0.9),
                    new Budget("grpc-vertx4-unchanged", List.of("grpc-vertx4"), 1, 0.9));

    static final String HEAD =
            """
            | budget | throughput | at least | CPU per request | at most | |
            | --- | ---: | ---: | ---: | ---: | --- |
            """;

    /** How it went; empty where the front or all its peers were not measured. */
    Optional<String> row(Map<String, Figures> measured) {
        Figures ours = measured.get(front);
        Optional<String> best =
                peers.stream()
                        .filter(measured::containsKey)
                        .min(Comparator.comparing(name -> of(measured, name).cpu()));
        if (ours == null || best.isEmpty()) {
            return Optional.empty();
        }
        Figures peer = of(measured, best.get());
        double more = ours.perSecond() / peer.perSecond();
        double less = ours.cpu() / peer.cpu();
        boolean kept = more >= throughput && less <= cpu;
        return Optional.of(
                String.format(
                        Locale.ROOT,
                        "| %s to %s | %.2f | %.1f | %.2f | %s | %s |%n",
                        front,
                        best.get(),
                        more,
                        throughput,
                        less,
                        cpu == ANY ? "" : String.format(Locale.ROOT, "%.1f", cpu),
                        kept ? "kept" : "**not reached**"));
    }

    private static Figures of(Map<String, Figures> measured, String name) {
        return Objects.requireNonNull(measured.get(name));
    }
}
