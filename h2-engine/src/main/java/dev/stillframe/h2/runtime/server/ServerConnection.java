package dev.stillframe.h2.runtime.server;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.h2.runtime.net.Http2Protocol;
import dev.stillframe.h2.runtime.net.SocketTransport;

/** HTTP/2 on one of the server's connections. */
final class ServerConnection extends Http2Protocol {
    private final StandaloneServer server;

    ServerConnection(
            StandaloneServer server,
            SocketTransport transport,
            Http2Connection connection,
            FoldRunner runner) {
        super(transport, connection, runner);
        this.server = server;
    }

    /** Tells the peer, and lets streams finish. By any thread. */
    void drain() {
        shutdown("the server shuts down", true);
    }

    /** Ends all streams, and tells the peer. By any thread. */
    void stop() {
        shutdown("the server is closed", false);
    }

    private void shutdown(String reason, boolean graceful) {
        connection().tell(new Command.Shutdown(ErrorCode.NO_ERROR, reason, graceful));
        transport().leaveTurn(false);
    }

    @Override
    public void closed() {
        server.closed(this);
    }
}
