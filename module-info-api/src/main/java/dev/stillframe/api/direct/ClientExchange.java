package dev.stillframe.api.direct;

import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.io.IOException;

/**
 * A request that was sent.
 *
 * <p>When the response is whole before the request is, and its status is 300 or more, the rest of
 * the request is given up with CANCEL (RFC 9113 section 8.1): writing throws {@link
 * StreamException}, a write that waits for credit included, and the response can still be read.
 * With another status writing goes on as the server's credit allows.
 */
public interface ClientExchange extends Exchange {
    /** What was asked. */
    RequestHead request();

    /**
     * The final head; waits for it. Interim heads go to the callback of the request.
     *
     * @throws StreamException when the stream ends before it
     */
    ResponseHead response() throws IOException;

    /**
     * Tells when the response is whole before the request is: once, on a virtual thread of its own;
     * at once when it is so. The last one who asked is told. What was received can be read, also
     * when the rest of the request is given up by then.
     */
    void onEarly(Runnable told);
}
