package dev.stillframe.api.handler;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import java.time.Duration;

/**
 * What a fold wants done.
 *
 * @param <C> the fold's context
 */
public sealed interface Action<C> {
    /** The context from now on. */
    record Become<C>(C context) implements Action<C> {}

    /** A server: a head, interim or final. */
    record Respond<C>(ResponseHead head) implements Action<C> {}

    /** Content, after the final head. */
    record Send<C>(Octets octets) implements Action<C> {}

    /** The message ends with trailers. */
    record Trailers<C>(FieldSection fields) implements Action<C> {}

    /** The message ends. */
    record Close<C>() implements Action<C> {}

    /**
     * {@link Signal.Alarm} comes once after this time, unless the stream ends before. It replaces
     * an alarm with an equal tag that was asked for before; zero or less takes that back.
     *
     * @param tag tells several alarms of a stream apart; a value
     */
    record Alarm<C>(Duration after, Object tag) implements Action<C> {
        /** Where a stream has one alarm only. */
        public Alarm(Duration after) {
            this(after, "");
        }
    }

    /** The stream is given up. */
    record Reset<C>(ErrorCode code) implements Action<C> {}
}
