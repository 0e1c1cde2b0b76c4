package dev.stillframe.h2.runtime.server;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
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

    @Override
    public void closed() {
        server.left(this);
        server.closed(transport());
    }
}
