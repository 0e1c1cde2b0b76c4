package dev.stillframe.api.connection;

import java.util.List;

/**
 * What a step gives.
 *
 * @param next the connection after it
 * @param effects what must now be done, in this order
 */
public record Transition(Iteration next, List<Effect> effects) {}
