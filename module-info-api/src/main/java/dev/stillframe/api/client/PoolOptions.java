package dev.stillframe.api.client;

import java.time.Duration;

/**
 * Every limit of a pool of connections. Immutable; see {@link #DEFAULT} and {@link #toBuilder()}.
 *
 * @param maxConnections connections of the whole pool, 1 to 1,000,000. Those that connect, drain or
 *     close count until they are gone. Default 512: half of the descriptors that a process commonly
 *     has
 * @param maxConnectionsPerEndpoint connections of an endpoint that connect or take new streams, 1
 *     to 10,000. As many again may be draining. Default 10
 * @param minIdlePerEndpoint idle connections of an endpoint that maxIdleTime spares, 0 to
 *     maxConnectionsPerEndpoint. They are not opened ahead of need. Default 0
 * @param maxStreamsPerConnection streams on a connection at once, 1 to 2^31-1; the peer's
 *     SETTINGS_MAX_CONCURRENT_STREAMS may be lower. Default 100: RFC 9113 section 6.5.2 asks
 *     servers for at least 100
 * @param maxWaiting requests that wait for a stream at one endpoint, 1 to 2^31-1; more are refused
 *     at once. Default 10,000: with the default connections, ten for each stream
 * @param maxIdleTime without streams after which a connection is drained; zero for never. Default
 *     ofSeconds(60): servers and middleboxes mostly wait longer
 * @param maxLifetime after which a connection takes no new streams; zero for never. Default
 *     ofSeconds(300): new addresses and new servers get their share
 * @param maxUses streams after which a connection takes no new ones; zero for no limit. Default 0:
 *     a connection has a thousand million identifiers, and tells when they are used up
 * @param drainTimeout for the streams of a connection that takes no new ones, after which it is
 *     closed under them; zero for ever. Default ZERO: a long stream may go on
 * @param connectTimeout from the decision to connect to the peer's SETTINGS; above zero. Default
 *     ofSeconds(10)
 * @param connectRetries attempts to connect after the first has failed, before those that wait are
 *     refused; 0 to 1000. Default 3
 * @param retryDelay before the first of them; doubled for each further one. Default ofMillis(100)
 * @param maxRetryDelay the longest delay between two attempts, not below retryDelay. A connection
 *     that has stood this long, or has served a stream, ends a series of failures. Default
 *     ofSeconds(10)
 * @param jitter the part of a retry delay or of a lifetime by which it may be cut short, 0 to 1: so
 *     that what began together does not end together. Default 0.2
 * @param maxEndpoints endpoints without connections that are remembered, with their counts, 1 to
 *     1,000,000; the one unused longest is forgotten. Default 1000
 */
public record PoolOptions(
        int maxConnections,
        int maxConnectionsPerEndpoint,
        int minIdlePerEndpoint,
        int maxStreamsPerConnection,
        int maxWaiting,
        Duration maxIdleTime,
        Duration maxLifetime,
        int maxUses,
        Duration drainTimeout,
        Duration connectTimeout,
        int connectRetries,
        Duration retryDelay,
        Duration maxRetryDelay,
        double jitter,
        int maxEndpoints) {
    /** The defaults. */
    public static final PoolOptions DEFAULT = new PoolOptionsBuilder().build();

    public PoolOptions {
        within("maxConnections", maxConnections, 1, 1_000_000);
        within("maxConnectionsPerEndpoint", maxConnectionsPerEndpoint, 1, 10_000);
        within("minIdlePerEndpoint", minIdlePerEndpoint, 0, maxConnectionsPerEndpoint);
        within("maxStreamsPerConnection", maxStreamsPerConnection, 1, Integer.MAX_VALUE);
        within("maxWaiting", maxWaiting, 1, Integer.MAX_VALUE);
        within("maxUses", maxUses, 0, Integer.MAX_VALUE);
        within("connectRetries", connectRetries, 0, 1000);
        within("maxEndpoints", maxEndpoints, 1, 1_000_000);
        notNegative("maxIdleTime", maxIdleTime);
        notNegative("maxLifetime", maxLifetime);
        notNegative("drainTimeout", drainTimeout);
        notNegative("connectTimeout", connectTimeout);
        notNegative("retryDelay", retryDelay);
        if (connectTimeout.isZero()) {
            throw new IllegalArgumentException("connectTimeout is zero, and a connect must end");
        }
        if (maxRetryDelay.compareTo(retryDelay) < 0) {
            throw new IllegalArgumentException(
                    "maxRetryDelay is " + maxRetryDelay + ", below " + retryDelay);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is " + jitter + ", not within 0 to 1");
        }
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + " is " + value + ", not within " + least + " to " + most);
        }
    }

    private static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is " + value + ", not from zero on");
        }
    }

    /** A builder that starts from these options. */
    public PoolOptionsBuilder toBuilder() {
        return new PoolOptionsBuilder(this);
    }
}
