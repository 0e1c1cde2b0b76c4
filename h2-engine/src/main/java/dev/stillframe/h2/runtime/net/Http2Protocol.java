package dev.stillframe.h2.runtime.net;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import java.nio.ByteBuffer;

/** HTTP/2 over a transport: what is read goes to the connection, and each read ends in a turn. */
public abstract class Http2Protocol implements Protocol {
    private final Http2Connection connection;
    private final FoldRunner runner;

    /** The runner does what the connection's notices ask for, between turns. */
    protected Http2Protocol(Http2Connection connection, FoldRunner runner) {
        this.connection = connection;
        this.runner = runner;
    }

    /** The connection. */
    public final Http2Connection connection() {
        return connection;
    }

    @Override
    public final void received(ByteBuffer octets) {
        connection.received(octets);
        runner.run(connection); // before the octets are gone
    }

    @Override
    public final void turn() {
        connection.turn();
        while (runner.run(connection)) {
            connection.turn();
        }
    }

    @Override
    public final void inputClosed() {
        connection.inputClosed();
        turn();
    }

    @Override
    public final void failed(Throwable cause) {
        connection.failed(cause);
        turn();
    }

    @Override
    public final void written() {
        connection.written();
    }

    @Override
    public final void writeFailed(Throwable cause) {
        connection.writeFailed(cause);
    }

    @Override
    public final boolean wantsInput() {
        return !connection.isCongested();
    }
}
