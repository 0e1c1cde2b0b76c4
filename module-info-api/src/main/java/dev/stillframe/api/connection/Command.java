package dev.stillframe.api.connection;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.Priority;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;

/**
 * What the application asks. A command that cannot be followed, because its stream has ended or it
 * comes out of turn, has no effect and is told back in a {@link Notice.Rejected}.
 */
public sealed interface Command extends Event {
    /**
     * A client asks. The stream's identifier comes back in {@link Notice.Started}. Beyond the
     * peer's MAX_CONCURRENT_STREAMS, or once the connection is going away, it is rejected.
     *
     * @param token chosen by the caller, to know the answer by
     * @param endStream whether no content and no trailers follow
     */
    record Request(long token, RequestHead head, boolean endStream) implements Command {}

    /**
     * A server answers: interim heads (1xx), any number of them, then one final head.
     *
     * @param endStream whether no content and no trailers follow; not with an interim head
     */
    record Respond(int streamId, ResponseHead head, boolean endStream) implements Command {}

    /**
     * So many octets more stand ready to be taken ({@link Effect.Take}). The state counts them and
     * does not hold them.
     *
     * @param endStream whether these are the last, and no trailers follow
     */
    record Data(int streamId, int octets, boolean endStream) implements Command {}

    /** The message ends with these trailers, after what stands ready has been taken. */
    record Trailers(int streamId, FieldSection fields) implements Command {}

    /** {@link Notice.Credit} is wanted, once, when octets could be sent at once on this stream. */
    record Want(int streamId) implements Command {}

    /** The stream is given up with RST_STREAM. What stands ready is dropped. */
    record Reset(int streamId, ErrorCode code) implements Command {}

    /**
     * A server promises a response (section 8.4). The promised stream comes back in {@link
     * Notice.Started}.
     *
     * @param streamId the stream of the request that it goes with
     */
    record Push(long token, int streamId, RequestHead head) implements Command {}

    /**
     * A stream's priority changes (RFC 9218 section 7): a client tells the server, a server acts on
     * it.
     */
    record Reprioritize(int streamId, Priority priority) implements Command {}

    /**
     * A PING whose round trip comes back in {@link Notice.Pong}.
     *
     * @param opaque eight octets
     */
    record Ping(Octets opaque) implements Command {
        public Ping {
            if (opaque.length() != 8) {
                throw new IllegalArgumentException(
                        "a PING carries 8 octets, not " + opaque.length());
            }
        }
    }

    /**
     * A frame of a type that is not ours (section 5.5), on the connection or on a stream on which
     * we may send. It goes at once and before any content that waits: flow control does not apply.
     * It may not be longer than the peer's SETTINGS_MAX_FRAME_SIZE.
     *
     * @param streamId 0 for the connection
     * @param type 0 to 255, and none of RFC 9113's (0 to 9) nor PRIORITY_UPDATE (16)
     * @param flags 0 to 255
     * @param payload must stay as it is until the step
     */
    record Extension(int streamId, int type, int flags, Octets payload) implements Command {
        public Extension {
            if (type <= 0x09 || type == 0x10 || type > 0xff) {
                throw new IllegalArgumentException("a frame of type " + type + " is no extension");
            }
            if (flags < 0 || flags > 0xff) {
                throw new IllegalArgumentException("flags are 0 to 255: " + flags);
            }
        }
    }

    /**
     * Limits change; those that are settings are sent to the peer and hold once it acknowledges.
     */
    record Change(Limits limits) implements Command {}

    /**
     * The connection is to end.
     *
     * @param graceful whether streams may finish: GOAWAY twice, as section 6.8 describes. Otherwise
     *     GOAWAY once, and every stream ends
     */
    record Shutdown(ErrorCode code, String reason, boolean graceful) implements Command {}
}
