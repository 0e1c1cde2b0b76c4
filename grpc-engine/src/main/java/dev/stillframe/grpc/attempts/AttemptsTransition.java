package dev.stillframe.grpc.attempts;

import java.util.List;

/**
 * What a step gives.
 *
 * @param next the call's attempts after it
 * @param shared what the channel's calls share after it; the same object when it has not changed
 * @param effects what must now be done, in this order
 */
public record AttemptsTransition(Attempts next, Shared shared, List<AttemptsEffect> effects) {}
