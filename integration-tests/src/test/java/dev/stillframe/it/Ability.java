package dev.stillframe.it;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What not every front can do. A test asks for it and demands the other thing of a front that
 * cannot: nothing is left out.
 */
enum Ability {
    /** A fold cannot, nor can Vert.x with Stillframe. */
    PUSH("no push"),
    /** Undertow has no way to send it. */
    EARLY_HINTS("no 103"),
    /** Vert.x does not tell its applications. */
    REQUEST_TRAILERS("no trailers of requests"),
    /** On the same ports, beyond what leads to HTTP/2. */
    HTTP1("no HTTP/1.1");

    private static final Map<String, Set<Ability>> LACKING =
            Map.of(
                    "standalone", EnumSet.of(PUSH, HTTP1),
                    "standalone-direct", EnumSet.of(HTTP1),
                    "undertow", EnumSet.of(EARLY_HINTS),
                    "vertx", EnumSet.of(PUSH, REQUEST_TRAILERS),
                    "vertx-native", EnumSet.of(REQUEST_TRAILERS),
                    "vertx4", EnumSet.of(PUSH, REQUEST_TRAILERS),
                    "vertx4-native", EnumSet.of(REQUEST_TRAILERS));

    private final String lack;

    Ability(String lack) {
        this.lack = lack;
    }

    /** Whether that front has it. */
    boolean of(String front) {
        return !LACKING.getOrDefault(front, Set.of()).contains(this);
    }

    /** A front's name with what it lacks, as tests are called. */
    static String named(String front) {
        List<String> lacks =
                Arrays.stream(values())
                        .filter(each -> !each.of(front))
                        .map(each -> each.lack)
                        .toList();
        return lacks.isEmpty()
                ? front
                : lacks.stream().collect(Collectors.joining(", ", front + " (", ")"));
    }
}
