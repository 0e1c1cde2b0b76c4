package dev.stillframe.h2.race;

import dev.stillframe.api.client.RaceOptions;
import java.util.List;

/**
 * Something that happened to a race: the input of a step. What comes after the end, or of an
 * attempt that is over, has no effect.
 *
 * @param <A> addresses
 */
public sealed interface RaceEvent<A> {
    /** It is now this late. Each batch of events begins with it; time never runs backwards. */
    record Clock<A>(long nanos) implements RaceEvent<A> {}

    /**
     * The resolver has answered for one family; once for each of the two. Where both are resolved
     * at once, both answers stand in one batch.
     *
     * @param addresses in the resolver's order; empty when there are none
     */
    record Resolved<A>(RaceOptions.Family family, List<A> addresses) implements RaceEvent<A> {
        public Resolved {
            addresses = List.copyOf(addresses);
        }
    }

    /** The resolver has failed for one family. */
    record Unresolved<A>(RaceOptions.Family family, String reason) implements RaceEvent<A> {}

    /** An attempt has connected. */
    record Succeeded<A>(int attempt) implements RaceEvent<A> {}

    /** An attempt has failed; nothing is left of it. */
    record Failed<A>(int attempt, String reason) implements RaceEvent<A> {}

    /** The connection is wanted no longer. */
    record Abandon<A>() implements RaceEvent<A> {}
}
