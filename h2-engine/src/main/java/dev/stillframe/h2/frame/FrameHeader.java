package dev.stillframe.h2.frame;

import static dev.stillframe.api.connection.ErrorCode.FRAME_SIZE_ERROR;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;

import dev.stillframe.h2.frame.Frame.Malformed;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The nine octets that begin every frame (RFC 9113 section 4.1).
 *
 * <pre>
 *   +-----------------------------------------------+
 *   |                 Length (24)                   |
 *   +---------------+---------------+---------------+
 *   |   Type (8)    |   Flags (8)   |
 *   +-+-------------+---------------+-------------------------------+
 *   |R|                 Stream Identifier (31)                      |
 *   +=+=============================================================+
 *   |                   Frame Payload (0...)                      ...
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * <p>The first eight octets are read as one number and taken apart by shifts: a header costs two
 * reads of the buffer and no object.
 */
final class FrameHeader {
    /** The size of a header in octets. It does not count in Length. */
    static final int SIZE = 9;

    private static final int RESERVED = 0x8000_0000;

    private FrameHeader() {}

    static long first(ByteBuffer in, int at) {
        return in.getLong(at);
    }

    static int length(long first) {
        return (int) (first >>> 40);
    }

    static int type(long first) {
        return (int) (first >>> 32) & 0xff;
    }

    static int flags(long first) {
        return (int) (first >>> 24) & 0xff;
    }

    /** Without the reserved bit, which is ignored (section 4.1). */
    static int streamId(long first, ByteBuffer in, int at) {
        return ((int) first << 8 | in.get(at + 8) & 0xff) & ~RESERVED;
    }

    /** 31 bits after a reserved bit, as several payloads hold them. */
    static int u31(ByteBuffer in, int at) {
        return in.getInt(at) & ~RESERVED;
    }

    /**
     * What a header alone shows to be wrong, or null.
     *
     * <p>Section 4.2 lets a too long frame be a stream error when it cannot change the state of the
     * connection. DATA, the only such frame that is ever long, takes from the connection's window;
     * the others have a fixed size. And whoever sends more than the agreed size has not understood
     * the agreement. So each is a connection error, and nothing of its payload is read.
     */
    static @Nullable Malformed fault(int length, int type, int flags, int id, int maxFrameSize) {
        if (length > maxFrameSize) {
            return new Malformed(0, FRAME_SIZE_ERROR, "frame longer than SETTINGS_MAX_FRAME_SIZE");
        }
        boolean padded = (flags & Flag.PADDED) != 0;
        return switch (type) {
            case FrameType.DATA -> {
                if (id == 0) {
                    yield new Malformed(0, PROTOCOL_ERROR, "DATA on stream 0");
                }
                yield padded && length == 0 ? size("DATA without its Pad Length") : null;
            }
            case FrameType.HEADERS -> {
                if (id == 0) {
                    yield new Malformed(0, PROTOCOL_ERROR, "HEADERS on stream 0");
                }
                int least = (padded ? 1 : 0) + ((flags & Flag.PRIORITY) != 0 ? 5 : 0);
                yield length < least ? size("HEADERS shorter than its flags say") : null;
            }
            case FrameType.PRIORITY -> {
                if (id == 0) {
                    yield new Malformed(0, PROTOCOL_ERROR, "PRIORITY on stream 0");
                }
                yield length == 5
                        ? null
                        : new Malformed(id, FRAME_SIZE_ERROR, "PRIORITY not of 5 octets");
            }
            case FrameType.RST_STREAM -> {
                if (id == 0) {
                    yield new Malformed(0, PROTOCOL_ERROR, "RST_STREAM on stream 0");
                }
                yield length == 4 ? null : size("RST_STREAM not of 4 octets");
            }
            case FrameType.SETTINGS -> {
                if (id != 0) {
                    yield new Malformed(0, PROTOCOL_ERROR, "SETTINGS on a stream");
                }
                if ((flags & Flag.ACK) != 0 && length != 0) {
                    yield size("SETTINGS acknowledgment with a payload");
                }
                yield length % 6 == 0 ? null : size("SETTINGS not of a multiple of 6 octets");
            }
            case FrameType.PUSH_PROMISE -> {
                if (id == 0) {
                    yield new Malformed(0, PROTOCOL_ERROR, "PUSH_PROMISE on stream 0");
                }
                yield length < (padded ? 5 : 4) ? size("PUSH_PROMISE without its stream") : null;
            }
            case FrameType.PING -> {
                if (id != 0) {
                    yield new Malformed(0, PROTOCOL_ERROR, "PING on a stream");
                }
                yield length == 8 ? null : size("PING not of 8 octets");
            }
            case FrameType.GOAWAY -> {
                if (id != 0) {
                    yield new Malformed(0, PROTOCOL_ERROR, "GOAWAY on a stream");
                }
                yield length < 8 ? size("GOAWAY shorter than 8 octets") : null;
            }
            case FrameType.WINDOW_UPDATE ->
                    length == 4 ? null : size("WINDOW_UPDATE not of 4 octets");
            case FrameType.CONTINUATION ->
                    id == 0 ? new Malformed(0, PROTOCOL_ERROR, "CONTINUATION on stream 0") : null;
            case FrameType.PRIORITY_UPDATE -> {
                if (id != 0) {
                    yield new Malformed(0, PROTOCOL_ERROR, "PRIORITY_UPDATE on a stream");
                }
                yield length < 4 ? size("PRIORITY_UPDATE without its stream") : null;
            }
            default -> null;
        };
    }

    private static Malformed size(String reason) {
        return new Malformed(0, FRAME_SIZE_ERROR, reason);
    }
}
