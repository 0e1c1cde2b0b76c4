package dev.stillframe.h2.recording;

import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the head of a recording.
 *
 * @param options with which the connection was opened
 * @param begun when, for people (ISO 8601)
 * @param software what wrote it, for people
 * @param notes where it was written by another version: what had to be assumed or left out
 */
public record Head(Options options, String begun, String software, List<String> notes) {
    private static final String LIMIT = "limits.";

    /** The head of a new recording. */
    public Head(Options options, String begun, String software) {
        this(options, begun, software, List.of());
    }

    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("software", software);
        values.put("begun", begun);
        values.put("role", options.role().name());
        values.put("connectProtocol", String.valueOf(options.connectProtocol()));
        values.put("push", String.valueOf(options.push()));
        values.put("secure", String.valueOf(options.secure()));
        values.put("tell", extras(options.tell()));
        LimitValues.of(options.limits()).forEach((name, value) -> values.put(LIMIT + name, value));
        return values;
    }

    /**
     * The head that these values give.
     *
     * @throws IllegalArgumentException when the role is missing or a value is none
     */
    static Head of(Map<String, String> values) {
        Map<String, String> left = new LinkedHashMap<>(values);
        Map<String, String> limitValues = new LinkedHashMap<>();
        left.entrySet()
                .removeIf(
                        entry -> {
                            boolean limit = entry.getKey().startsWith(LIMIT);
                            if (limit) {
                                limitValues.put(
                                        entry.getKey().substring(LIMIT.length()), entry.getValue());
                            }
                            return limit;
                        });
        List<String> missing = new ArrayList<>();
        Limits limits = LimitValues.read(limitValues, missing);
        String role = left.remove("role");
        if (role == null) {
            throw new IllegalArgumentException("it does not say which role the connection had");
        }
        Options usual = Options.of(Role.valueOf(role)).with(limits);
        Options options =
                new Options(
                        usual.role(),
                        limits,
                        flag(left, "connectProtocol", usual.connectProtocol(), missing),
                        flag(left, "push", usual.push(), missing),
                        flag(left, "secure", usual.secure(), missing),
                        extras(left.remove("tell")));
        String begun = left.getOrDefault("begun", "");
        String software = left.getOrDefault("software", "");
        left.remove("begun");
        left.remove("software");
        List<String> notes = new ArrayList<>();
        missing.forEach(name -> notes.add("The recording does not say; assumed: " + name));
        left.keySet().forEach(name -> notes.add("Not known to this version: " + name));
        limitValues.keySet().forEach(name -> notes.add("Not known to this version: " + name));
        return new Head(options, begun, software, List.copyOf(notes));
    }

    private static String extras(Set<Options.Extra> extras) {
        return extras.stream().sorted().map(Enum::name).collect(Collectors.joining(" "));
    }

    /** Recordings of the first version do not say, and there was nothing to say. */
    private static Set<Options.Extra> extras(@Nullable String value) {
        return value == null || value.isEmpty()
                ? Set.of()
                : Arrays.stream(value.split(" "))
                        .map(Options.Extra::valueOf)
                        .collect(Collectors.toSet());
    }

    private static boolean flag(
            Map<String, String> values, String name, boolean usual, List<String> missing) {
        String value = values.remove(name);
        if (value == null) {
            missing.add(name + " = " + usual);
            return usual;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + " is " + value);
        };
    }
}
