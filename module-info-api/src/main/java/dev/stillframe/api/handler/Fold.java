package dev.stillframe.api.handler;

import java.util.List;

/**
 * A handler as a fold over what happens on one stream.
 *
 * <p>Content that a fold has seen returns to the peer as credit; on a server not while more than 64
 * KiB of what the fold has sent on the same stream wait for the peer's credit. A client always
 * takes, so that of two ends that both send much one goes on.
 *
 * <p>It runs on the connection's loop, one call at a time for a stream; it should not block. An
 * exception resets the stream with INTERNAL_ERROR and leads to {@link Outcome.Failed} with the
 * context that was last returned. A response to HEAD ends with its head; content and trailers are
 * dropped (RFC 9110 section 9.3.2).
 *
 * @param <C> the context: an immutable value of the handler's own
 */
public interface Fold<C> {
    /** The context of a new stream. */
    C initial();

    /**
     * A client: the request's head was given to a connection. Called once, before any signal and
     * before the generator.
     *
     * @return what to do, as for a signal
     */
    default List<Action<C>> begun(C context) {
        return List.of();
    }

    /**
     * Takes a signal. {@link Signal.End} comes exactly once when the peer's message is complete,
     * also for a message without content; not when the stream ends otherwise.
     *
     * @return what to do, in order; a {@link Action.Become} replaces the context for all that
     *     follows
     */
    List<Action<C>> on(Signal signal, C context);

    /**
     * Called when octets could be sent at once and nothing is waiting: after the final response
     * head, and as long as it emits. After {@link Pull.Idle} it is called again when a signal has
     * come.
     */
    default Pull<C> generate(C context) {
        return new Pull.Idle<>(context);
    }

    /** The stream is over. Called exactly once, on every path, with the last context. */
    default void ended(Outcome<C> outcome) {}
}
