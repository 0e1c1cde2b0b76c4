package dev.stillframe.grpc.attempts;

import dev.stillframe.grpc.config.RetryThrottling;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of a channel share, as an immutable value.
 *
 * @param throttle the tokens
 * @param buffered octets that all calls together keep to send them again; 0 or more
 */
public record Shared(Throttle throttle, long buffered) {
    /** At the beginning. */
    public static Shared of(@Nullable RetryThrottling throttling) {
        return new Shared(Throttle.of(throttling), 0);
    }

    /** Under another service config. */
    public Shared under(@Nullable RetryThrottling throttling) {
        return with(throttle.under(throttling));
    }

    Shared with(Throttle other) {
        return other == throttle ? this : new Shared(other, buffered);
    }

    Shared plus(long octets) {
        return octets == 0 ? this : new Shared(throttle, buffered + octets);
    }
}
