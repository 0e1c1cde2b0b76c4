package dev.stillframe.api.client;

import java.time.Duration;

/** Collects {@link PoolOptions}; made by {@link PoolOptions#toBuilder()}. */
public final class PoolOptionsBuilder {
    private int maxConnections = 512;
    private int maxConnectionsPerEndpoint = 10;
    private int minIdlePerEndpoint = 0;
    private int maxStreamsPerConnection = 100;
    private int maxWaiting = 10_000;
    private Duration maxIdleTime = Duration.ofSeconds(60);
    private Duration maxLifetime = Duration.ofSeconds(300);
    private int maxUses = 0;
    private Duration drainTimeout = Duration.ZERO;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private int connectRetries = 3;
    private Duration retryDelay = Duration.ofMillis(100);
    private Duration maxRetryDelay = Duration.ofSeconds(10);
    private double jitter = 0.2;
    private int maxEndpoints = 1000;

    PoolOptionsBuilder() {}

    PoolOptionsBuilder(PoolOptions from) {
        maxConnections = from.maxConnections();
        maxConnectionsPerEndpoint = from.maxConnectionsPerEndpoint();
        minIdlePerEndpoint = from.minIdlePerEndpoint();
        maxStreamsPerConnection = from.maxStreamsPerConnection();
        maxWaiting = from.maxWaiting();
        maxIdleTime = from.maxIdleTime();
        maxLifetime = from.maxLifetime();
        maxUses = from.maxUses();
        drainTimeout = from.drainTimeout();
        connectTimeout = from.connectTimeout();
        connectRetries = from.connectRetries();
        retryDelay = from.retryDelay();
        maxRetryDelay = from.maxRetryDelay();
        jitter = from.jitter();
        maxEndpoints = from.maxEndpoints();
    }

    /** Sets {@link PoolOptions#maxConnections()}. */
    public PoolOptionsBuilder maxConnections(int value) {
        maxConnections = value;
        return this;
    }

    /** Sets {@link PoolOptions#maxConnectionsPerEndpoint()}. */
    public PoolOptionsBuilder maxConnectionsPerEndpoint(int value) {
        maxConnectionsPerEndpoint = value;
        return this;
    }

    /** Sets {@link PoolOptions#minIdlePerEndpoint()}. */
    public PoolOptionsBuilder minIdlePerEndpoint(int value) {
        minIdlePerEndpoint = value;
        return this;
    }

    /** Sets {@link PoolOptions#maxStreamsPerConnection()}. */
    public PoolOptionsBuilder maxStreamsPerConnection(int value) {
        maxStreamsPerConnection = value;
        return this;
    }

    /** Sets {@link PoolOptions#maxWaiting()}. */
    public PoolOptionsBuilder maxWaiting(int value) {
        maxWaiting = value;
        return this;
    }

    /** Sets {@link PoolOptions#maxIdleTime()}. */
    public PoolOptionsBuilder maxIdleTime(Duration value) {
        maxIdleTime = value;
        return this;
    }

    /** Sets {@link PoolOptions#maxLifetime()}. */
    public PoolOptionsBuilder maxLifetime(Duration value) {
        maxLifetime = value;
        return this;
    }

    /** Sets {@link PoolOptions#maxUses()}. */
    public PoolOptionsBuilder maxUses(int value) {
        maxUses = value;
        return this;
    }

    /** Sets {@link PoolOptions#drainTimeout()}. */
    public PoolOptionsBuilder drainTimeout(Duration value) {
        drainTimeout = value;
        return this;
    }

    /** Sets {@link PoolOptions#connectTimeout()}. */
    public PoolOptionsBuilder connectTimeout(Duration value) {
        connectTimeout = value;
        return this;
    }

    /** Sets {@link PoolOptions#connectRetries()}. */
    public PoolOptionsBuilder connectRetries(int value) {
        connectRetries = value;
        return this;
    }

    /** Sets {@link PoolOptions#retryDelay()}. */
    public PoolOptionsBuilder retryDelay(Duration value) {
        retryDelay = value;
        return this;
    }

    /** Sets {@link PoolOptions#maxRetryDelay()}. */
    public PoolOptionsBuilder maxRetryDelay(Duration value) {
        maxRetryDelay = value;
        return this;
    }

    /** Sets {@link PoolOptions#jitter()}. */
    public PoolOptionsBuilder jitter(double value) {
        jitter = value;
        return this;
    }

    /** Sets {@link PoolOptions#maxEndpoints()}. */
    public PoolOptionsBuilder maxEndpoints(int value) {
        maxEndpoints = value;
        return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException when one is out of its range
     */
    public PoolOptions build() {
        return new PoolOptions(
                maxConnections,
                maxConnectionsPerEndpoint,
                minIdlePerEndpoint,
                maxStreamsPerConnection,
                maxWaiting,
                maxIdleTime,
                maxLifetime,
                maxUses,
                drainTimeout,
                connectTimeout,
                connectRetries,
                retryDelay,
                maxRetryDelay,
                jitter,
                maxEndpoints);
    }
}
