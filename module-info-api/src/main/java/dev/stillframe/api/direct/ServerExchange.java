package dev.stillframe.api.direct;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.io.IOException;
import java.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A request being answered.
 *
 * <p>A client that has asked to be told before it sends its content (RFC 9110 section 10.1.1,
 * {@code expect: 100-continue}) is told so by the first read that has to wait, unless a head was
 * sent. A response to HEAD ends with its head; content and trailers are dropped (RFC 9110 section
 * 9.3.2).
 */
public interface ServerExchange extends Exchange {
    /** What was asked. */
    RequestHead request();

    /**
     * Sends a head: interim ones (1xx), any number of them, then one final one. The final head
     * leaves with what follows it, at the latest when the handler waits.
     *
     * @throws IllegalStateException when the final head was sent
     */
    void respond(ResponseHead head) throws IOException;

    /** The whole response: head, content and end leave in one write, as credit allows. */
    void respond(ResponseHead head, Octets content) throws IOException;

    /**
     * The whole response, with trailers: head, content and trailers leave in one write, as credit
     * allows. With no trailers it is {@link #respond(ResponseHead, Octets)}.
     */
    void respond(ResponseHead head, Octets content, FieldSection trailers) throws IOException;

    /**
     * Promises a response (RFC 9113 section 8.4) to a request without content.
     *
     * @return the exchange by which the promised response is sent; null when the client does not
     *     accept it, or pushing is off
     */
    @Nullable ServerExchange push(RequestHead promised) throws IOException;

    /** The address of the peer. */
    SocketAddress peer();

    /** The TLS session with the peer, or null on a plain connection. */
    @Nullable SSLSession tls();
}
