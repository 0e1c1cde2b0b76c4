package dev.stillframe.api.connection;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;

/**
 * What the application is told. For each stream that it has been told of, by {@link Request},
 * {@link Started} or {@link Promise}, {@link Ended} comes exactly once and last.
 */
public sealed interface Notice extends Effect {
    /** Of a stream, or of the whole connection when the stream is 0. */
    int streamId();

    /** A server: a request has arrived. */
    record Request(int streamId, RequestHead head, boolean endStream) implements Notice {}

    /** A client: a response head has arrived, interim or final. */
    record Response(int streamId, ResponseHead head, boolean endStream) implements Notice {}

    /**
     * Content has arrived. {@link Event.Consumed} returns its octets as credit.
     *
     * @param octets a view of the transport's buffer, see {@link Octets}; never empty unless
     *     endStream
     */
    record Data(int streamId, Octets octets, boolean endStream) implements Notice {}

    /** Trailers have arrived, and with them the end of the message. */
    record Trailers(int streamId, FieldSection fields) implements Notice {}

    /** A client: the server will push this (section 8.4). Refuse it with {@link Command.Reset}. */
    record Promise(int streamId, int promisedId, RequestHead head) implements Notice {}

    /** The request or push with this token has this stream. */
    record Started(int streamId, long token) implements Notice {}

    /** As asked for by {@link Command.Want}: so many octets would go at once. */
    record Credit(int streamId, int octets) implements Notice {}

    /** The stream is over, and this is how. */
    record Ended(int streamId, End end) implements Notice {}

    /** The command has had no effect, and why. */
    record Rejected(Command command, String reason) implements Notice {
        @Override
        public int streamId() {
            return 0;
        }
    }

    /** The peer's settings, as they hold from now on. */
    record PeerSettings(Settings settings) implements Notice {
        @Override
        public int streamId() {
            return 0;
        }
    }

    /** A PING came back. */
    record Pong(Octets opaque, long roundTripNanos) implements Notice {
        @Override
        public int streamId() {
            return 0;
        }
    }

    /**
     * The peer has sent a PING, and is answered. Told only with {@link Options.Extra#PINGS}.
     *
     * @param opaque eight octets
     */
    record Pinged(Octets opaque) implements Notice {
        @Override
        public int streamId() {
            return 0;
        }
    }

    /**
     * A frame has arrived of a type that is neither RFC 9113's nor PRIORITY_UPDATE, on a stream
     * that is open or on the connection (section 5.5). Told only with {@link
     * Options.Extra#EXTENSIONS}.
     *
     * @param type 0 to 255
     * @param flags 0 to 255
     * @param payload the application's, to keep; at most SETTINGS_MAX_FRAME_SIZE octets
     */
    record Extension(int streamId, int type, int flags, Octets payload) implements Notice {}

    /**
     * The peer is going away: streams of ours above {@code lastStreamId} were not and will not be
     * processed.
     */
    record GoAway(int lastStreamId, ErrorCode code, Octets debug) implements Notice {
        @Override
        public int streamId() {
            return 0;
        }
    }

    /**
     * The peer did something wrong: for logs and counters. Whatever it costs the peer is told by
     * other notices.
     */
    record Fault(int streamId, ErrorCode code, String reason) implements Notice {}

    /** The connection is over; nothing follows. Every stream has ended before. */
    record Closed(ErrorCode code, boolean byPeer, String reason) implements Notice {
        @Override
        public int streamId() {
            return 0;
        }
    }
}
