package dev.stillframe.h2.runtime.net;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import java.nio.ByteBuffer;

/** HTTP/2 over a transport: what is read goes to the connection, and each read ends in a turn. */
public abstract class Http2Protocol implements Protocol {
    /** How often the runner is asked before a write. */
    private static final int MORE = 3;

    private final Http2Connection connection;
    private final FoldRunner runner;
    private final SocketTransport transport;

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
        connection.absorb();
        for (int i = 0; i < MORE && runner.run(connection); i++) {
            connection.absorb(); // a head, and what its generator gives, leave in one write
        }
        connection.turn();
        while (runner.run(connection)) {
            connection.turn();
        }
        transport.turnAt(runner.wakeAt());
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

    /** RFC 9113 section 9.2.1: renegotiation is a connection error of type PROTOCOL_ERROR. */
    @Override
    public final boolean refused(String reason) {
        connection.tell(new Command.Shutdown(ErrorCode.PROTOCOL_ERROR, reason, false));
        turn();
        return true;
    }

    @Override
    public final boolean wantsInput() {
        return !connection.isCongested();
    }
}
