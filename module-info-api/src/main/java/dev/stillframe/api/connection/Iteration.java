package dev.stillframe.api.connection;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection at rest between two steps: an immutable value, so that a caller may own the loop. It
 * may be kept, stepped again and stepped differently.
 */
public interface Iteration {
    /**
     * The connection after these events, and what must now be done. Total: no input throws. The
     * first event of a batch should be an {@link Event.Clock}.
     */
    Transition step(List<Event> events);

    /** How far the connection is. */
    enum Phase {
        /** Both ends may open streams. */
        OPEN,
        /**
         * GOAWAY was sent or received: streams finish, none are opened by the end that was told.
         */
        DRAINING,
        /** Over: whatever comes is absorbed. */
        CLOSED
    }

    Phase phase();

    Role role();

    /** What we asked the peer to keep to, as far as it has acknowledged. */
    Settings localSettings();

    /** What the peer asks us to keep to. */
    Settings peerSettings();

    /** Streams that count for either side's MAX_CONCURRENT_STREAMS. */
    int activeStreams();

    /** Streams that may be opened by us now. */
    int availableStreams();

    /** The last GOAWAY from the peer, or null. */
    Notice.@Nullable GoAway goAway();

    /** How the connection ended, or null while it has not. */
    Notice.@Nullable Closed closed();

    /** The last measured round trip in nanoseconds, or -1. */
    long roundTripNanos();

    /** Octets of DATA that the peer lets us send on the connection. */
    int sendWindow();

    /** Octets of DATA that we let the peer send on the connection. */
    int receiveWindow();

    /** When a step is needed though nothing happens; {@link Long#MAX_VALUE} for never. */
    long wakeAt();

    /** A description of each open stream, for people. */
    List<String> describeStreams();
}
