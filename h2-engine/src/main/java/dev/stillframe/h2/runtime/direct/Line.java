package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.Http2Connection;
import java.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** The connection as its streams use it: commands go into the inbox, and a turn is asked for. */
public interface Line {
    /** The connection. */
    Http2Connection connection();

    /** Lets a turn be taken, soon. */
    void flush();

    /** The same, left to another thread in any case: for who holds a lock. */
    void flushLater();

    /**
     * Keeps the buffer that is being received for who has a view of it.
     *
     * @return lets go of it; null when it cannot be kept
     */
    @Nullable Runnable hold();

    /** The address of the peer. */
    SocketAddress peer();

    /** The TLS session with the peer, or null on a plain connection. */
    @Nullable SSLSession tls();
}
