package dev.stillframe.h2.pool;

import java.util.List;

/**
 * What a step gives.
 *
 * @param next the pool after it
 * @param effects what must now be done, in this order
 */
public record PoolTransition(Pool next, List<PoolEffect> effects) {}
