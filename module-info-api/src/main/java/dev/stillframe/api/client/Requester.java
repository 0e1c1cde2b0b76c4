package dev.stillframe.api.client;

import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import java.io.IOException;
import java.util.concurrent.CompletionStage;

/**
 * Sends requests. All methods may be called by any thread.
 *
 * <p>What fails is a {@link ClientException}, which says at which point, or a {@link
 * dev.stillframe.api.direct.StreamException} once the stream had begun. A request that was never
 * processed (RFC 9113 section 8.7) is sent again by itself, once, where its content can be
 * repeated.
 *
 * <p>A server may answer before it has the whole request (RFC 9113 section 8.1). {@link #send} and
 * {@link #sendAsync} give the response as soon as it is whole. What is left of the request then is
 * given up with RST_STREAM(CANCEL) where the status is 300 or more; else it goes on, as far as the
 * server takes it and until the deadline, and makes no difference any more to the response. An
 * exchange's writing ends in the same way; a fold has had its {@link
 * dev.stillframe.api.handler.Signal.End} and decides for itself.
 */
public interface Requester {
    /**
     * Sends a request and waits for the whole response.
     *
     * @throws java.io.InterruptedIOException when interrupted; the stream is reset with CANCEL
     */
    Response send(Request request) throws IOException;

    /**
     * Sends a request. Cancelling the stage's future resets the stream with CANCEL.
     *
     * @return the whole response; completed on the connection's loop, so what follows on it must
     *     not block. Where no stream could be had it fails on any thread
     */
    CompletionStage<Response> sendAsync(Request request);

    /**
     * Begins a request in direct style: returns once its head was given to a connection. With a
     * content in the request, all of it is given as well; without, the caller writes and ends it,
     * unless it is a GET or HEAD, which has none.
     */
    ClientExchange exchange(Request request) throws IOException;

    /**
     * Sends a request as a fold on the connection's loop: it takes the response by signals and
     * makes the content by its generator or by actions. {@link Fold#ended} is called before the
     * stage completes. A GET or HEAD ends with its head: the fold makes no content for it.
     * Cancelling the stage's future gives the request up with CANCEL; the stage completes all the
     * same, with what has come of it.
     *
     * @param <C> the fold's context
     * @return how it ended, always with the final context; it fails only when no stream could be
     *     had, and then {@link Fold#ended} is not called
     */
    <C> CompletionStage<Outcome<C>> fold(Request request, Fold<C> fold);
}
