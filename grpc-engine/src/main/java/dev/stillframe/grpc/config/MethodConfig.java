package dev.stillframe.grpc.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a service config says of a method.
 *
 * @param waitForReady whether calls wait for a connection unless they say otherwise; null for not
 *     said
 * @param timeout of calls, at the most; null for not said
 * @param maxRequestOctets the largest message sent, uncompressed; {@link #UNLIMITED} for not said
 * @param maxResponseOctets the largest message taken, uncompressed; {@link #UNLIMITED} for not said
 * @param attempts how often a call is attempted
 */
public record MethodConfig(
        @Nullable Boolean waitForReady,
        @Nullable Duration timeout,
        long maxRequestOctets,
        long maxResponseOctets,
        AttemptPolicy attempts) {
    /** No limit on messages; combine with other limits by taking the smaller. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** Nothing is said. */
    public static final MethodConfig NONE =
            new MethodConfig(null, null, UNLIMITED, UNLIMITED, new AttemptPolicy.Once());

    /** The shorter of two timeouts; null when there is neither. */
    public @Nullable Duration timeoutWith(@Nullable Duration other) {
        if (timeout == null || other == null) {
            return timeout == null ? other : timeout;
        }
        return timeout.compareTo(other) < 0 ? timeout : other;
    }
}
