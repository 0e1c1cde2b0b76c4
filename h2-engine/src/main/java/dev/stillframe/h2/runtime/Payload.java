package dev.stillframe.h2.runtime;

import dev.stillframe.api.Http2Connection.Sent;
import dev.stillframe.api.connection.Command;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
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
     * The last batch that refers to a part of it: it is free only when that is written, also when
     * the rest of it is never sent.
     */
    @Nullable Batch referredBy;

    Payload(Command.Data command, ByteBuffer octets, Sent sent) {
        this.command = command;
        this.octets = octets;
        this.sent = sent;
    }

    /** All that remains in the buffer. */
    static Payload of(int streamId, ByteBuffer octets, boolean endStream, Sent sent) {
        return new Payload(new Command.Data(streamId, octets.remaining(), endStream), octets, sent);
    }

    /** Nothing of it is left to be taken: it is done now, or when what refers to it is written. */
    void finish(List<Payload> done) {
        Batch batch = referredBy;
        if (batch == null || batch.isOver()) {
            done.add(this);
        } else {
            batch.completes(this);
        }
    }

    /** Tells the application, outside the connection's lock. */
    void complete() {
        try {
            if (failure == null) {
                sent.succeeded();
            } else {
                sent.failed(failure);
            }
        } catch (RuntimeException e) {
            Driver.LOG.log(Level.ERROR, "The application has failed on the end of a payload", e);
        }
    }
}
