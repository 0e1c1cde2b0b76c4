package dev.stillframe.examples.routeguide;

import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.examples.routeguide.rpc.Point;
import dev.stillframe.examples.routeguide.rpc.RouteNote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was left where, by all clients: at most 1,000 places with the last 100 notes each. Any
 * thread may use it; nobody waits long.
 */
final class Notes {
    static final int PLACES = 1000;
    static final int AT_ONE_PLACE = 100;

    /** There are notes at as many places as there may be. */
    static final Status FULL = Status.of(Code.RESOURCE_EXHAUSTED, "there are notes everywhere");

    private final Map<Point, List<RouteNote>> places = new HashMap<>();

    /**
     * Leaves a note.
     *
     * @return those that were left there before; empty when there is no place for it
     */
    synchronized Optional<List<RouteNote>> leave(RouteNote note) {
        List<RouteNote> before = places.getOrDefault(note.getLocation(), List.of());
        if (before.isEmpty() && places.size() == PLACES) {
            return Optional.empty();
        }
        List<RouteNote> all = new ArrayList<>(before);
        all.add(note);
        int most = Math.min(all.size(), AT_ONE_PLACE);
        places.put(note.getLocation(), List.copyOf(all.subList(all.size() - most, all.size())));
        return Optional.of(before);
    }
}
