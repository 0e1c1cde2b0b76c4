package dev.stillframe.jetty;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.jspecify.annotations.Nullable;

/**
 * The TLS that a connection runs on.
 *
 * <p>An end point also calls itself secure when a proxy in front has ended TLS; what RFC 9113
 * section 9.2 asks of TLS is then the proxy's to keep.
 */
final class Tls {
    private Tls() {}

    /** The TLS that this server ends; null where it does not. */
    static @Nullable SslConnection of(EndPoint endPoint) {
        EndPoint inner = endPoint;
        while (true) {
            if (inner instanceof SslConnection.SslEndPoint tls) {
                return tls.getSslConnection();
            }
            if (!(inner instanceof EndPoint.Wrapper wrapper)) {
                return null;
            }
            inner = wrapper.unwrap();
        }
    }
}
