package dev.stillframe.api.handler;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;

/**
 * What a fold's generator gives when there is credit.
 *
 * @param <C> the fold's context
 */
public sealed interface Pull<C> {
    /** The context after it. */
    C next();

    /** Content; the generator is asked again when there is credit. */
    record Emit<C>(Octets octets, C next) implements Pull<C> {}

    /** Nothing now; the generator is asked again after the next signal. */
    record Idle<C>(C next) implements Pull<C> {}

    /** The message ends, with these trailers unless empty. */
    record Done<C>(C next, FieldSection trailers) implements Pull<C> {}

    /**
     * A server: the same, and nothing more is wanted of the client, which is asked to stop with
     * RST_STREAM(NO_ERROR) where its message goes on (RFC 9113 section 8.1).
     */
    record Over<C>(C next, FieldSection trailers) implements Pull<C> {}

    /** The stream is given up. */
    record Reset<C>(C next, ErrorCode code) implements Pull<C> {}
}
