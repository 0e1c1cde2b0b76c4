package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.grpc.Call;
import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.attempts.Reach;
import dev.stillframe.grpc.call.Asking;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** By which a channel's calls reach their servers, and what they have in common. */
final class Route {
    static final Status SHUT_DOWN = Status.of(Code.UNAVAILABLE, "the channel is shut down");

    private final Client client;
    private final Configs configs;
    private final Balancing balancing;

    /** Calls that may have to be told that the channel is closed. */
    private final Set<Trials> trials = ConcurrentHashMap.newKeySet();

    private volatile boolean closed;

    Route(Client client, Configs configs, Balancing balancing) {
        this.client = client;
        this.configs = configs;
        this.balancing = balancing;
    }

    Client client() {
        return client;
    }

    Configs configs() {
        return configs;
    }

    Balancing balancing() {
        return balancing;
    }

    /** Why a call may not be made; null when it may. */
    @Nullable Status refusal() {
        return closed ? SHUT_DOWN : null;
    }

    boolean isClosed() {
        return closed;
    }

    /** No more calls; those without a connection end. */
    void close() {
        closed = true;
        configs.failed();
        balancing.shutdown();
        List.copyOf(trials).forEach(Trials::closed);
    }

    void began(Trials call) {
        trials.add(call);
    }

    void ended(Trials call) {
        trials.remove(call);
    }

    /**
     * A call's request to a server.
     *
     * @param left of its time, above zero; null without end
     * @param previous attempts that have gone before
     */
    static Request request(
            Backend backend,
            Asking<?, ?> asking,
            @Nullable Duration left,
            int previous,
            @Nullable Octets content) {
        return new Request(
                backend.endpoint(),
                asking.head(backend.endpoint().scheme(), backend.authority(), left, previous),
                content,
                FieldSection.EMPTY,
                left == null ? Duration.ZERO : left,
                false,
                null,
                null);
    }

    /** The same as a machine is told of it. */
    static CallHead head(Backend backend, Asking<?, ?> asking, @Nullable Duration left) {
        Method<?, ?> method = asking.method();
        return new CallHead(
                method.service(),
                method.name(),
                backend.authority(),
                Objects.requireNonNullElse(left, Duration.ZERO),
                asking.metadata());
    }

    /** How far an attempt came that ended so, before anything was answered. */
    static Reach reach(End end) {
        return end instanceof End.Unprocessed ? Reach.NOT_PROCESSED : Reach.MAYBE_PROCESSED;
    }

    /** The same for what is thrown. */
    static Reach reach(Throwable failure) {
        return switch (failure) {
            case StreamException stream -> reach(stream.end());
            case ClientException client ->
                    Ended.isUnreached(client) ? Reach.NOT_SENT : Reach.MAYBE_PROCESSED;
            default -> Reach.MAYBE_PROCESSED;
        };
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
