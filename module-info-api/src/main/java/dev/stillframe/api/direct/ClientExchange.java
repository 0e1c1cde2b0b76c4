package dev.stillframe.api.direct;

import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.io.IOException;

/** A request that was sent. */
public interface ClientExchange extends Exchange {
    /** What was asked. */
    RequestHead request();

    /**
     * The final head; waits for it. Interim heads go to the callback of the request.
     *
     * @throws StreamException when the stream ends before it
     */
    ResponseHead response() throws IOException;
}
