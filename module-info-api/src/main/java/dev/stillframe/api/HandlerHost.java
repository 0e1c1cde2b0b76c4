package dev.stillframe.api;

import java.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What handlers need of the host of their connection ({@link Http2Engine#handling}). All methods
 * may be called by any thread.
 */
public interface HandlerHost {
    /** The connection; known by its first notice. */
    Http2Connection connection();

    /**
     * Something stands in the connection's inbox: lets a turn be taken ({@link
     * Http2Connection#turn}, and {@link FoldRunner#run} after it), now or soon.
     */
    void turn();

    /** The same, but not within this call: the thread holds a lock. */
    void turnLater();

    /** The address of the peer. */
    SocketAddress peer();

    /** The TLS session with the peer, or null on a plain connection. */
    @Nullable SSLSession tls();
}
