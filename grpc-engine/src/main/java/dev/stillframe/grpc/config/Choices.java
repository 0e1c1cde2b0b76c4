package dev.stillframe.grpc.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The choices between service configs that a TXT record of DNS holds (A2), so that a new one can be
 * tried out by a part of the clients first.
 */
public final class Choices {
    /** What the record's text begins with. */
    public static final String ATTRIBUTE = "grpc_config=";

    /** What goes before a server's name to find its record. */
    public static final String PREFIX = "_grpc_config.";

    private static final Set<String> MEMBERS =
            Set.of("clientLanguage", "percentage", "clientHostname", "serviceConfig");
    private static final String LANGUAGE = "java";

    private Choices() {}

    /**
     * The config of the first choice that is meant for this client.
     *
     * @param json what stands behind {@link #ATTRIBUTE}
     * @param host this client's host name
     * @param percentile where this client stands among all, 0 to 99; the same for its lifetime
     * @return null when no choice is meant for it; a fault anywhere in the list makes it invalid
     */
    public static ServiceConfig.@Nullable Parsed read(String json, String host, int percentile) {
        Json read =
                switch (JsonReader.read(json)) {
                    case Json.Whole whole -> whole.value();
                    case Json.Broken ignored -> null;
                };
        if (read == null) {
            return ServiceConfig.parse(json);
        }
        List<ServiceConfig.Fault> faults = new ArrayList<>();
        Json chosen = chosen(new Place("", read, faults), host, percentile);
        if (!faults.isEmpty()) {
            return new ServiceConfig.Invalid(faults);
        }
        return chosen == null
                ? null
                : ServiceConfigReader.read(chosen, AttemptPolicy.MOST_ATTEMPTS);
    }

    private static @Nullable Json chosen(Place root, String host, int percentile) {
        Json chosen = null;
        if (!root.exists()) {
            root.fault("must be an array");
        }
        for (Place choice : root.elements()) {
            for (Place member : choice.members()) {
                if (!MEMBERS.contains(member.lastName())) {
                    member.fault("is not known here");
                }
            }
            Place config = choice.member("serviceConfig");
            if (choice.isObject() && !config.isObject() && !config.exists()) {
                config.fault("is required");
            }
            if (matches(choice, host, percentile) && chosen == null) {
                chosen = config.json();
            }
        }
        return chosen;
    }

    private static boolean matches(Place choice, String host, int percentile) {
        List<String> languages = texts(choice.member("clientLanguage"));
        List<String> hosts = texts(choice.member("clientHostname"));
        long percentage = choice.member("percentage").whole(0, 100, 100);
        return (languages.isEmpty() || languages.stream().anyMatch(LANGUAGE::equalsIgnoreCase))
                && (hosts.isEmpty() || hosts.contains(host))
                && percentile < percentage;
    }

    private static List<String> texts(Place list) {
        return list.elements().stream().map(element -> element.textOr("")).toList();
    }
}
