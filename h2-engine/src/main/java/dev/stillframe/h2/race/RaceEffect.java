package dev.stillframe.h2.race;

import java.util.List;

/**
 * Something that must now be done, in the order given.
 *
 * @param <A> addresses
 */
public sealed interface RaceEffect<A> {
    /**
     * Connect to this address. The answer is {@link RaceEvent.Succeeded} or {@link
     * RaceEvent.Failed}.
     *
     * @param attempt its number, from 0 on
     */
    record Attempt<A>(int attempt, A address) implements RaceEffect<A> {}

    /** Give this attempt up; if it has just connected, close it. No answer is expected. */
    record Cancel<A>(int attempt) implements RaceEffect<A> {}

    /** The race is over: this attempt's connection is the one. Nothing follows. */
    record Won<A>(int attempt, A address) implements RaceEffect<A> {}

    /**
     * The race is over without a connection. Nothing follows.
     *
     * @param failures those of the attempts, in the order in which they happened
     */
    record Lost<A>(Cause cause, String reason, List<Failure<A>> failures)
            implements RaceEffect<A> {}

    /** A step is needed at this time at the latest; as in a connection. */
    record WakeAt<A>(long nanos) implements RaceEffect<A> {}

    /** Why a race has no winner. */
    enum Cause {
        /** The endpoint has no addresses. */
        UNRESOLVED,
        /** Every attempt has failed. */
        ALL_FAILED,
        /** None had connected in time. */
        TIMED_OUT,
        /** It was given up. */
        ABANDONED
    }

    /** How one attempt failed. */
    record Failure<A>(int attempt, A address, String reason) {}
}
