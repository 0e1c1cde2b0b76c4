package dev.stillframe.h2.pool;

import dev.stillframe.api.client.Endpoint;

/**
 * Something that happened to a pool: the input of a step. Whatever does not fit (a connection that
 * is not known or no longer, a lease that is over) has no effect: events cross on their way.
 */
public sealed interface PoolEvent {
    /**
     * It is now this late. Each batch of events begins with it; time never runs backwards (an
     * earlier time is taken for the latest one known).
     *
     * @param nanos nanoseconds from any fixed origin
     */
    record Clock(long nanos) implements PoolEvent {}

    /**
     * Somebody wants a stream. It is answered exactly once, by {@link PoolEffect.Lease} or {@link
     * PoolEffect.Refuse}.
     *
     * @param waiter who; in use until it is refused, or its lease is {@link Released}. One that is
     *     in use already has no effect
     * @param deadline until when it waits, in the clock's nanoseconds; {@link Long#MAX_VALUE} for
     *     ever
     */
    record Acquire(int waiter, Endpoint endpoint, long deadline) implements PoolEvent {}

    /**
     * Somebody waits no longer; the answer is {@link Refusal.Abandoned}. It has no effect when the
     * lease is on its way: who gets it must still release it.
     */
    record Abandon(int waiter) implements PoolEvent {}

    /**
     * The stream of a lease has ended, or was not begun and will not be. Said exactly once for each
     * lease, unless it is {@link Returned} or {@link Unused}; also when the connection is gone.
     */
    record Released(int waiter) implements PoolEvent {}

    /**
     * No stream of a lease was begun, and none is wanted: a connection was all that the waiter has
     * waited for. Like {@link Released}, but nothing speaks for the connection that has not served
     * yet, and it counts for no use of it.
     */
    record Unused(int waiter) implements PoolEvent {}

    /**
     * The stream of a lease was not begun or not processed, and is wanted still: the waiter waits
     * again, with its old deadline, ahead of all that came later, and another connection is
     * preferred. It is answered again.
     */
    record Returned(int waiter) implements PoolEvent {}

    /**
     * A connection stands: the peer's SETTINGS have come.
     *
     * @param streams the peer's SETTINGS_MAX_CONCURRENT_STREAMS; 2^31-1 for no limit
     */
    record Opened(int connection, int streams) implements PoolEvent {}

    /**
     * A connection could not be opened; nothing is left of it.
     *
     * @param reason in words
     * @param retryable whether another attempt may do better: false for a certificate that is not
     *     trusted or a peer that does not speak HTTP/2
     */
    record OpenFailed(int connection, String reason, boolean retryable) implements PoolEvent {}

    /** The peer has changed its SETTINGS_MAX_CONCURRENT_STREAMS. */
    record Limit(int connection, int streams) implements PoolEvent {}

    /**
     * From now on an endpoint may have so many connections that connect or take new streams; at
     * least one, and no more than the pool's options say. Those above it stay.
     */
    record PerEndpoint(int connections) implements PoolEvent {}

    /**
     * A connection takes no new streams any more, by its own account: GOAWAY was received, its
     * identifiers are used up, or a limit of its own was reached. Its streams go on.
     */
    record Draining(int connection, String reason) implements PoolEvent {}

    /**
     * A connection is ill (no answer to a PING, a stalled transport): it takes no new streams, and
     * is closed without ceremony once it has none.
     */
    record Unhealthy(int connection, String reason) implements PoolEvent {}

    /**
     * A connection is gone: its transport is closed. Said exactly once for each that was opened;
     * after {@link Released} and {@link Returned} of its streams where these are known, so that a
     * connection that served is not taken for one that did not.
     */
    record Closed(int connection, String reason) implements PoolEvent {}

    /**
     * All connections of an endpoint are to be replaced: those that stand drain, those that connect
     * are given up, and failures are forgotten. Who waits goes on waiting.
     */
    record Clear(Endpoint endpoint) implements PoolEvent {}

    /**
     * Nothing new begins: who waits is refused, connections drain as their streams end, and what is
     * left is closed after the grace time. A second one may shorten the time.
     *
     * @param grace in nanoseconds, from now; {@link Long#MAX_VALUE} for ever
     */
    record Shutdown(long grace) implements PoolEvent {}
}
