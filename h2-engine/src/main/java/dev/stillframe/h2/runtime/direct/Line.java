package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.Http2Connection;
import dev.stillframe.h2.runtime.net.SocketTransport;

/** The connection as its streams use it: commands go into the inbox, and a turn is asked for. */
public final class Line {
    private final Http2Connection connection;
    private final SocketTransport transport;

    /** A connection over a transport. */
    public Line(Http2Connection connection, SocketTransport transport) {
        this.connection = connection;
        this.transport = transport;
    }

    /** The connection. */
    public Http2Connection connection() {
        return connection;
    }

    /** The transport below it. */
    public SocketTransport transport() {
        return transport;
    }

    /**
     * Lets a turn be taken, soon. A stream that is alone on its connection may take it itself,
     * which saves a hop; where there are more, one turn of the loop serves several.
     */
    public void flush() {
        if (!transport.leaveTurn(connection.iteration().activeStreams() <= 1)) {
            connection.turn();
            transport.resume();
        }
    }

    /** The same, left to the loop in any case: for who holds a lock. */
    public void flushLater() {
        transport.leaveTurn(false);
    }
}
