package dev.stillframe.api.server;

import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.message.RequestHead;
import java.util.Objects;
import java.util.function.Function;

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

    /**
     * One of several, by the request's head.
     *
     * @param choice called under the connection's lock: it must be quick, must not block, and must
     *     not call the connection. What it throws is answered with 500, and so is null. It chooses
     *     from few handlers that last: each connection remembers the folds that it has met
     */
    record Chosen(Function<RequestHead, Handler> choice) implements Handler {
        public Chosen {
            Objects.requireNonNull(choice);
        }
    }
}
