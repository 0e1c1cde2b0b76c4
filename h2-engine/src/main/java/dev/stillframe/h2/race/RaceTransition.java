package dev.stillframe.h2.race;

import java.util.List;

/**
 * What a step gives.
 *
 * @param next the race after it
 * @param effects what must now be done, in this order
 * @param <A> addresses
 */
public record RaceTransition<A>(Race<A> next, List<RaceEffect<A>> effects) {}
