package dev.stillframe.h2.runtime;

import dev.stillframe.api.Http2Connection.Sent;
import dev.stillframe.api.connection.Command;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Octets of the application's that wait to be taken, and the next of the same stream behind them.
 */
final class Payload {
    final Command.Data command;
    final ByteBuffer octets;
    final Sent sent;
    @Nullable Payload next;
    @Nullable String failure;

    /**
     * Whether a batch refers to a part of it: then it is free only when the batch with its last
     * part is written.
     */
    boolean referred;

    Payload(Command.Data command, ByteBuffer octets, Sent sent) {
        this.command = command;
        this.octets = octets;
        this.sent = sent;
    }

    /** Tells the application, outside the connection's lock. */
    void complete() {
        if (failure == null) {
            sent.succeeded();
        } else {
            sent.failed(failure);
        }
    }
}
