package dev.stillframe.h2.recording;

import dev.stillframe.api.connection.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step as it was recorded.
 *
 * @param number 1 for the first
 * @param at where its record begins, in octets from the recording's start
 * @param events what the connection was given
 * @param outcome what came of it; null where the recording does not say, because it ends here
 */
public record Step(int number, int at, List<Event> events, @Nullable Outcome outcome) {}
