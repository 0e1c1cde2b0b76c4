package dev.stillframe.api.server;

import dev.stillframe.api.direct.ServerExchange;

/** Answers requests in direct style, each on a virtual thread of its own. */
@FunctionalInterface
public interface DirectHandler {
    /**
     * Answers one request. When it returns, the message is ended if it was not; content of the
     * request that was not read is refused with RST_STREAM(NO_ERROR).
     *
     * @throws Exception answered with 500 if no final head was sent, else the stream is reset with
     *     INTERNAL_ERROR; logged, unless the stream itself had ended
     */
    void handle(ServerExchange exchange) throws Exception;
}
