package dev.stillframe.h2.pool;

/** Why a waiter gets no stream. */
public sealed interface Refusal {
    /**
     * Its deadline has passed.
     *
     * @param lastError what the last attempt to connect to the endpoint failed with, if it is
     *     failing; else empty
     */
    record DeadlinePassed(String lastError) implements Refusal {}

    /** It waits no longer, as {@link PoolEvent.Abandon} says. */
    record Abandoned() implements Refusal {}

    /**
     * No connection to the endpoint can be opened, and all attempts are used up.
     *
     * @param connection the one that failed last
     * @param attempts how many have failed in a row
     * @param lastError what the last one failed with, in words
     */
    record ConnectFailed(int connection, int attempts, String lastError) implements Refusal {}

    /**
     * Too many wait for this endpoint already.
     *
     * @param waiting how many
     */
    record QueueFull(int waiting) implements Refusal {}

    /** The pool has been shut down. */
    record ShutDown() implements Refusal {}
}
