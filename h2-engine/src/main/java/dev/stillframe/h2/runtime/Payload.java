package dev.stillframe.h2.runtime;

import dev.stillframe.api.Http2Connection.Sent;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Octets of the application's that wait to be taken, and the next of the same stream behind them.
 */
final class Payload {
    private static final Logger LOG = System.getLogger("dev.stillframe.h2");

    final Command.Data command;
    final ByteBuffer octets;
    final Sent sent;

    /** What its message begins with, where that comes with it. */
    final Command.@Nullable Respond head;

    /** What its message ends with, where that comes with it. */
    final Command.@Nullable Trailers trailers;

    @Nullable Payload next;
    @Nullable String failure;

    /**
     * The last batch that refers to a part of it: it is free only when that is written, also when
     * the rest of it is never sent.
     */
    @Nullable Batch referredBy;

    Payload(Command.Data command, ByteBuffer octets, Sent sent) {
        this(null, command, null, octets, sent);
    }

    private Payload(
            Command.@Nullable Respond head,
            Command.Data command,
            Command.@Nullable Trailers trailers,
            ByteBuffer octets,
            Sent sent) {
        this.head = head;
        this.command = command;
        this.trailers = trailers;
        this.octets = octets;
        this.sent = sent;
    }

    /** A whole response. */
    static Payload response(
            int streamId, ResponseHead head, ByteBuffer content, FieldSection trailers, Sent sent) {
        boolean last = trailers.isEmpty();
        return new Payload(
                new Command.Respond(streamId, head, false),
                new Command.Data(streamId, content.remaining(), last),
                last ? null : new Command.Trailers(streamId, trailers),
                content,
                sent);
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
            LOG.log(Level.ERROR, "The application has failed on the end of a payload", e);
        }
    }
}
