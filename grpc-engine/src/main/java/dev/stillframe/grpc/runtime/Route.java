package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.call.Asking;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * By which a channel's calls reach their servers.
 *
 * @param pool for the delays between tries
 * @param authority of all calls; null for each endpoint's own
 */
record Route(
        Client client,
        PoolOptions pool,
        Endpoints endpoints,
        @Nullable String authority,
        Pauses pauses) {
    static final Status SHUT_DOWN = Status.of(Code.UNAVAILABLE, "the channel is shut down");

    Tries tries(boolean waits) {
        return new Tries(endpoints, pool, waits);
    }

    /** Why a call may not try, or not again; null when it may. */
    @Nullable Status refusal() {
        return pauses.isClosed() ? SHUT_DOWN : null;
    }

    String authority(Endpoint endpoint) {
        String given = authority;
        return given == null ? endpoint.authority() : given;
    }

    /**
     * A call's request to an endpoint.
     *
     * @param left of its time, above zero; null without end
     */
    Request request(
            Endpoint endpoint,
            Asking<?, ?> asking,
            @Nullable Duration left,
            @Nullable Octets content) {
        return new Request(
                endpoint,
                asking.head(endpoint.scheme(), authority(endpoint), left),
                content,
                FieldSection.EMPTY,
                left == null ? Duration.ZERO : left,
                false,
                null,
                null);
    }

    /**
     * Ends with a parent.
     *
     * @return takes that back
     */
    static Runnable under(@Nullable Call parent, Runnable cancel) {
        if (parent instanceof DirectCall<?, ?> own) {
            return own.telling(cancel);
        }
        if (parent != null) {
            parent.onCancel(cancel);
        }
        return () -> {};
    }
}
