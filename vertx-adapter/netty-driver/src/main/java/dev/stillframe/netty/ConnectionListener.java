package dev.stillframe.netty;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Settings;
import dev.stillframe.api.message.RequestHead;

/**
 * What a connection's application is told, in order, on the event loop, under no lock. Any method
 * of the driver may be called within.
 */
public interface ConnectionListener {
    /**
     * A request has arrived.
     *
     * @return who is told what follows on its stream. {@link StreamListener#inputEnded} comes next
     *     where the request has no content
     */
    StreamListener request(DriverStream stream, RequestHead head);

    /** The peer's settings, as they hold from now on; the first time before any request. */
    default void peerSettings(Settings settings) {}

    /**
     * The peer has sent a PING, and is answered. Told only where {@link Options.Extra#PINGS} is
     * among the options.
     *
     * @param opaque its eight octets
     */
    default void pinged(long opaque) {}

    /** The peer is going away. */
    default void goAway(Notice.GoAway goAway) {}

    /** We have begun to go away: no request comes any more, those that are there finish. */
    default void draining() {}

    /** The peer did something wrong: for logs and counters. Of the connection when stream is 0. */
    default void fault(int streamId, ErrorCode code, String reason) {}

    /** So many octets were handed to the channel. */
    default void written(long octets) {}

    /** The connection is over, and every stream of it. Called exactly once, and last. */
    default void closed(Notice.Closed how) {}
}
