package dev.stillframe.h2.pool;

import dev.stillframe.api.client.Endpoint;

/** Something that must now be done, in the order given. */
public sealed interface PoolEffect {
    /**
     * A connection is to be opened, with this number. The answer is {@link PoolEvent.Opened} or
     * {@link PoolEvent.OpenFailed}.
     */
    record Open(int connection, Endpoint endpoint) implements PoolEffect {}

    /**
     * This waiter may open one stream on this connection. The answer is {@link PoolEvent.Released}
     * or {@link PoolEvent.Returned} or {@link PoolEvent.Unused}.
     */
    record Lease(int waiter, int connection) implements PoolEffect {}

    /** This waiter gets no stream. Its number is free again. */
    record Refuse(int waiter, Refusal refusal) implements PoolEffect {}

    /**
     * This connection has no streams and will get none: it says GOAWAY(NO_ERROR) and closes. The
     * answer is {@link PoolEvent.Closed}. It comes at most once for a connection, and never while
     * one of its leases is out.
     */
    record Drain(int connection) implements PoolEffect {}

    /**
     * This connection is closed at once, or, when it is not open yet, given up; whatever streams it
     * has are lost. The answer is {@link PoolEvent.Closed} (or, when it is not open yet, {@link
     * PoolEvent.OpenFailed}). It comes at most once for a connection.
     */
    record Close(int connection) implements PoolEffect {}

    /**
     * A step with a later {@link PoolEvent.Clock} is needed at this time at the latest, even when
     * nothing else happens. It replaces the time that was asked for before; {@link Long#MAX_VALUE}
     * for none.
     */
    record WakeAt(long nanos) implements PoolEffect {}
}
