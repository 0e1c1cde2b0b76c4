package dev.stillframe.api;

import dev.stillframe.api.connection.Command;
import java.nio.ByteBuffer;

/** What an application tells a connection, in order. */
public interface Inbox {
    /** Puts a command into the inbox. It is followed in the next {@link Http2Connection#turn}. */
    void tell(Command command);

    /**
     * Payload for a stream, to be sent as credit allows. It goes into the inbox; the buffer is the
     * connection's until {@code sent} is called, and its position moves.
     *
     * @param endStream whether it is the last, and no trailers follow
     */
    void send(int streamId, ByteBuffer payload, boolean endStream, Http2Connection.Sent sent);

    /**
     * The application has consumed octets of DATA: they return as credit in the next {@link
     * Http2Connection#turn}.
     */
    void consumed(int streamId, int octets);

    /**
     * The application has let go of a request's stream: no code of it runs any more. To be called
     * once for each {@link dev.stillframe.api.connection.Notice.Request}, before or after the
     * stream has ended; without it, streams that were reset go on counting for {@link
     * dev.stillframe.api.connection.Limits#maxFinishing()}.
     */
    void released(int streamId);
}
