package dev.stillframe.api.client;

import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.message.RequestHead;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decides on promised responses (RFC 9113 section 8.4). Without one, pushing is refused. */
@FunctionalInterface
public interface Push {
    /**
     * A response is promised. Called on the connection's loop: it must not block.
     *
     * @return takes the promised response, on a virtual thread of its own; null to refuse it, with
     *     CANCEL
     */
    @Nullable Consumer<ClientExchange> promised(RequestHead promised);
}
