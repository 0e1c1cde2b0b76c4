package dev.stillframe.grpc.attempts;

import java.util.List;

/** What a server says about trying again, in {@code grpc-retry-pushback-ms} (A6, "Pushback"). */
public sealed interface Pushback {
    /** The name of the field, in the trailers. */
    String FIELD = "grpc-retry-pushback-ms";

    /** Nothing. */
    record None() implements Pushback {}

    /** Not to. */
    record Stop() implements Pushback {}

    /**
     * After a time.
     *
     * @param millis 0 to 2^31-1
     */
    record After(int millis) implements Pushback {
        public After {
            if (millis < 0) {
                throw new IllegalArgumentException(millis + " ms");
            }
        }
    }

    /**
     * Reads the field. What is no decimal signed 32-bit integer without unnecessary zeros, or
     * stands there twice, is taken for {@link Stop}.
     *
     * @param values of all its lines
     */
    static Pushback parse(List<String> values) {
        if (values.isEmpty()) {
            return new None();
        }
        String value = values.getFirst();
        boolean digits = !value.isEmpty() && value.length() <= 10;
        for (int i = 0; digits && i < value.length(); i++) {
            digits = value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        if (!digits || values.size() > 1 || value.length() > 1 && value.charAt(0) == '0') {
            return new Stop();
        }
        long millis = Long.parseLong(value);
        return millis > Integer.MAX_VALUE ? new Stop() : new After((int) millis);
    }
}
