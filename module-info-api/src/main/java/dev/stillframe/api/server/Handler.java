package dev.stillframe.api.server;

import dev.stillframe.api.handler.Fold;
import java.util.Objects;

/** Who answers the requests of a server. */
public sealed interface Handler {
    /** In direct style: each request on a virtual thread of its own. */
    record Direct(DirectHandler handler) implements Handler {
        public Direct {
            Objects.requireNonNull(handler);
        }
    }

    /**
     * As a fold, on the connection's loop, without a hop between threads. It must not block.
     *
     * @param <C> the fold's context
     */
    record Folded<C>(Fold<C> fold) implements Handler {
        public Folded {
            Objects.requireNonNull(fold);
        }
    }
}
