package dev.stillframe.jetty;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.TunnelSupport;
import org.jspecify.annotations.Nullable;

/** What a CONNECT offers to its handler (RFC 9113 section 8.5, RFC 8441). */
final class Tunnel implements TunnelSupport {
    private final @Nullable String protocol;
    private final TunnelEndPoint endPoint;

    Tunnel(ServerStream stream, @Nullable String protocol) {
        this.protocol = protocol;
        this.endPoint = new TunnelEndPoint(stream);
    }

    /** The protocol that an extended CONNECT names, such as "websocket". */
    @Override
    public @Nullable String getProtocol() {
        return protocol;
    }

    @Override
    public EndPoint getEndPoint() {
        return endPoint;
    }

    /** The response was a 2xx: from now on this connection owns what the stream carries. */
    void upgrade(Connection connection) {
        endPoint.upgrade(connection);
    }

    Runnable fillableTask() {
        return endPoint.fillableTask();
    }

    void fail(Throwable cause) {
        endPoint.close(cause);
    }
}
