package dev.stillframe.api.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Serves connections that do not speak HTTP/2: TLS connections whose ALPN chose {@code http/1.1} or
 * nothing, and plain ones that begin with something else than the HTTP/2 preface and do not
 * upgrade.
 */
@FunctionalInterface
public interface OtherProtocol {
    /** A connection as two streams of octets. */
    interface Connection {
        /** What the peer sends, from its first octet. */
        InputStream input();

        /** What the peer gets. */
        OutputStream output();

        /** The address of the peer. */
        SocketAddress peer();

        /** The TLS session, or null on a plain connection. */
        @Nullable SSLSession tls();
    }

    /**
     * Serves one connection, on a virtual thread of its own. The connection closes when it ends.
     */
    void serve(Connection connection) throws IOException;
}
