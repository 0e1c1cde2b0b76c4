package dev.stillframe.h2.runtime.net;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import java.nio.ByteBuffer;

/** HTTP/2 over a transport: what is read goes to the connection, and each read ends in a turn. */
public abstract class Http2Protocol implements Protocol {
    private final Http2Connection connection;
    private final FoldRunner runner;
    private final SocketTransport transport;
    private long alarm = Long.MAX_VALUE;

    /** The runner does what the connection's notices ask for, between turns. */
    protected Http2Protocol(
            SocketTransport transport, Http2Connection connection, FoldRunner runner) {
        this.transport = transport;
        this.connection = connection;
        this.runner = runner;
    }

    /** The connection. */
    public final Http2Connection connection() {
        return connection;
    }

    /** The transport below. */
    public final SocketTransport transport() {
        return transport;
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
        long due = runner.wakeAt();
        if (due < alarm) {
            alarm = due;
            transport.loop().at(due, this::alarm);
        }
    }

    private void alarm() {
        alarm = Long.MAX_VALUE;
        turn();
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
