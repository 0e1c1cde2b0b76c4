package dev.stillframe.h2.message;

/**
 * What became of a field section: a head (or trailers), or why it is none.
 *
 * @param <H> what was read
 */
public sealed interface Reading<H> {
    /**
     * It is HTTP.
     *
     * @param head what was read
     * @param contentLength how much content the message announces for this stream, or {@link
     *     ContentLength#NONE}. Whether a response is held to it depends on its request: {@link
     *     ContentLength#ofResponse}
     */
    record Good<H>(H head, long contentLength) implements Reading<H> {}

    /** It is malformed: a stream error of type PROTOCOL_ERROR (RFC 9113 section 8.1.1). */
    record Bad<H>(Malformed malformed) implements Reading<H> {}
}
