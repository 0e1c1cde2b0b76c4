package dev.stillframe.grpc.runtime;

import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.grpc.attempts.BufferLimits;
import dev.stillframe.grpc.attempts.Shared;
import dev.stillframe.grpc.config.AttemptPolicy;
import dev.stillframe.grpc.config.MethodConfig;
import dev.stillframe.grpc.config.ServiceConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The service config that a channel follows, and what its calls share under it. */
final class Configs {
    private static final AttemptPolicy ONCE = new AttemptPolicy.Once();

    private final ServiceConfig own;
    private final boolean retries;
    private final BufferLimits limits;
    private final AtomicReference<Shared> shared;
    private IntConsumer connections = most -> {};
    private final CompletableFuture<Void> known = new CompletableFuture<>();
    private volatile ServiceConfig current;

    /**
     * What the options say.
     *
     * @param expected whether the target's look-up may say something else
     * @throws IllegalArgumentException when their service config has a fault
     */
    Configs(ChannelOptions options, boolean expected) {
        String text = options.serviceConfig();
        this.own = text == null ? ServiceConfig.NONE : parsed(text);
        this.retries = options.retries().followed();
        this.limits = new BufferLimits(options.retries().perCall(), options.retries().perChannel());
        this.current = own;
        this.shared = new AtomicReference<>(Shared.of(own.throttling()));
        if (!expected) {
            known.complete(null);
        }
    }

    /**
     * Says how many connections a server may have, now and whenever it changes: 2^31-1 where
     * nothing is asked for. Called before anything can be found.
     */
    void limiting(IntConsumer told) {
        connections = told;
        told.accept(most(current));
    }

    private static int most(ServiceConfig config) {
        return config.connections() == 0 ? Integer.MAX_VALUE : config.connections();
    }

    private static ServiceConfig parsed(String text) {
        return switch (ServiceConfig.parse(text)) {
            case ServiceConfig.Valid valid -> valid.config();
            case ServiceConfig.Invalid invalid ->
                    throw new IllegalArgumentException(
                            invalid.faults().stream()
                                    .map(ServiceConfig.Fault::toString)
                                    .collect(Collectors.joining("; ", "service config: ", "")));
        };
    }

    /**
     * What a look-up has found.
     *
     * @param text null for none
     * @throws IllegalArgumentException when it has a fault; the last one goes on
     */
    ServiceConfig found(@Nullable String text) {
        ServiceConfig next = text == null ? own : parsed(text);
        if (!next.equals(current)) {
            current = next;
            shared.updateAndGet(was -> was.under(next.throttling()));
            connections.accept(most(next));
        }
        known.complete(null);
        return next;
    }

    /** A look-up has failed: calls need not wait for a config any longer. */
    void failed() {
        known.complete(null);
    }

    /** Completes once calls can be made by a config. */
    CompletableFuture<Void> known() {
        return known;
    }

    MethodConfig of(String path) {
        return current.methods().isEmpty() ? MethodConfig.NONE : current.of(path);
    }

    /** How often a method's calls are attempted. */
    AttemptPolicy policy(MethodConfig method) {
        return retries ? method.attempts() : ONCE;
    }

    /** Whether successes and failures are counted. */
    boolean throttles() {
        return shared.get().throttle().config() != null;
    }

    BufferLimits limits() {
        return limits;
    }

    AtomicReference<Shared> shared() {
        return shared;
    }
}
