package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.h2.runtime.net.SocketTransport;
import java.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A connection over a socket of the engine's own. */
public final class SocketLine implements Line {
    private final Http2Connection connection;
    private final SocketTransport transport;

    /** A connection over a transport. */
    public SocketLine(Http2Connection connection, SocketTransport transport) {
        this.connection = connection;
        this.transport = transport;
    }

    @Override
    public Http2Connection connection() {
        return connection;
    }

    /**
     * {@inheritDoc} A stream that is alone on its connection may take it itself, which saves a hop;
     * where there are more, one turn of the loop serves several.
     */
    @Override
    public void flush() {
        if (!transport.leaveTurn(connection.iteration().activeStreams() <= 1)) {
            connection.turn();
            transport.resume();
        }
    }

    @Override
    public void flushLater() {
        transport.leaveTurn(false);
    }

    @Override
    public @Nullable Runnable hold() {
        return transport.hold();
    }

    @Override
    public SocketAddress peer() {
        return transport.peer();
    }

    @Override
    public @Nullable SSLSession tls() {
        return transport.session();
    }
}
