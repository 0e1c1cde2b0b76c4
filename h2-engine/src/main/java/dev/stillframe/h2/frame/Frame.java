package dev.stillframe.h2.frame;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;

/**
 * A frame that arrived (RFC 9113 section 6), its size and shape checked, but not whether it may
 * come now.
 *
 * <p>Ownership: octets are a view of what was fed to the reader, or, when the frame came in several
 * chunks, of memory of their own. They are good until the step that read them ends. Reserved bits
 * are cleared; padding is gone.
 */
public sealed interface Frame {
    /** The stream identifier of the frame's header; 0 for the connection. */
    int streamId();

    /**
     * DATA (section 6.1), possibly in pieces: a frame that straddles reads is given as its octets
     * come and is never copied. Flow control charges the whole frame when it opens, because all of
     * it is on its way.
     *
     * @param opening whether this piece carries the frame's header
     * @param length on the opening piece, the flow-controlled octets of the whole frame: payload,
     *     padding and the Pad Length octet; else 0
     * @param padding on the opening piece, those of {@code length} which are not payload; else 0
     * @param payload what has come of the payload; may be empty
     * @param endStream the flag, on the frame's last piece alone, and not before its padding is in
     */
    record Data(
            int streamId,
            boolean opening,
            int length,
            int padding,
            Octets payload,
            boolean endStream)
            implements Frame {}

    /**
     * HEADERS (section 6.2).
     *
     * @param dependency the stream it claims to depend on, or -1 without the PRIORITY flag. It and
     *     the dropped weight are deprecated (section 5.3.2)
     */
    record Headers(
            int streamId, Octets fragment, boolean endStream, boolean endHeaders, int dependency)
            implements Frame {}

    /** PRIORITY (section 6.3), which is deprecated and carries nothing else that is of use. */
    record Priority(int streamId, int dependency) implements Frame {}

    /**
     * RST_STREAM (section 6.4).
     *
     * @param code the error code, an unsigned 32-bit number
     */
    record Reset(int streamId, int code) implements Frame {}

    /**
     * SETTINGS (section 6.5).
     *
     * @param payload a multiple of six octets; none when {@code ack}
     */
    record Settings(boolean ack, Octets payload) implements Frame {
        private static final int SIZE = 6;

        @Override
        public int streamId() {
            return 0;
        }

        /** How many settings there are, the same one perhaps more than once. */
        public int count() {
            return payload.length() / SIZE;
        }

        /** The identifier of the setting at {@code index}, in order of arrival. */
        public int id(int index) {
            int at = index * SIZE;
            return payload.at(at) << 8 | payload.at(at + 1);
        }

        /** The value of the setting at {@code index}, 0 to 2^32-1. */
        public long value(int index) {
            int at = index * SIZE + 2;
            return (long) payload.at(at) << 24
                    | payload.at(at + 1) << 16
                    | payload.at(at + 2) << 8
                    | payload.at(at + 3);
        }
    }

    /**
     * PUSH_PROMISE (section 6.6).
     *
     * @param promisedId never 0
     */
    record PushPromise(int streamId, int promisedId, Octets fragment, boolean endHeaders)
            implements Frame {}

    /**
     * PING (section 6.7).
     *
     * @param opaque eight octets
     */
    record Ping(boolean ack, Octets opaque) implements Frame {
        @Override
        public int streamId() {
            return 0;
        }
    }

    /**
     * GOAWAY (section 6.8).
     *
     * @param code the error code, an unsigned 32-bit number
     * @param debug for people to read; not more than a frame holds
     */
    record GoAway(int lastStreamId, int code, Octets debug) implements Frame {
        @Override
        public int streamId() {
            return 0;
        }
    }

    /**
     * WINDOW_UPDATE (section 6.9).
     *
     * @param increment 0 to 2^31-1: what 0 does depends on the stream, so the rule decides
     */
    record WindowUpdate(int streamId, int increment) implements Frame {}

    /** CONTINUATION (section 6.10). */
    record Continuation(int streamId, Octets fragment, boolean endHeaders) implements Frame {}

    /**
     * PRIORITY_UPDATE (RFC 9218 section 7.1).
     *
     * @param prioritizedId the stream it is about, never 0
     * @param value a Priority field value, not looked at yet
     */
    record PriorityUpdate(int prioritizedId, Octets value) implements Frame {
        @Override
        public int streamId() {
            return 0;
        }
    }

    /**
     * A frame of a type that has no meaning here, ALTSVC and ORIGIN among them. It is given once
     * its header is in, since it may not stand within a field block (section 5.5); its payload is
     * skipped, never held, unless the reader was asked for it.
     *
     * @param payload empty where the reader was not asked for it
     */
    record Unknown(int type, int flags, int streamId, int length, Octets payload) implements Frame {
        /** A frame whose payload is passed over. */
        public Unknown(int type, int flags, int streamId, int length) {
            this(type, flags, streamId, length, Octets.EMPTY);
        }
    }

    /**
     * These octets are not a frame, or not a preface.
     *
     * @param streamId the stream in error, and reading goes on after the frame; or 0 for a
     *     connection error, after which nothing more is read
     * @param reason for people to read
     */
    record Malformed(int streamId, ErrorCode code, String reason) implements Frame {}
}
