package dev.stillframe.api.connection;

import java.util.List;

/**
 * An error code (RFC 9113 section 7). A peer may send any 32-bit value, so this is not an enum.
 *
 * @param value the code as an unsigned 32-bit number
 */
public record ErrorCode(int value) {
    /** Not an error: graceful shutdown, or no more of the request is wanted. */
    public static final ErrorCode NO_ERROR = new ErrorCode(0x0);

    /** An unspecific protocol error. */
    public static final ErrorCode PROTOCOL_ERROR = new ErrorCode(0x1);

    /** An unexpected error of the endpoint's own. */
    public static final ErrorCode INTERNAL_ERROR = new ErrorCode(0x2);

    /** The peer went over a flow-control window. */
    public static final ErrorCode FLOW_CONTROL_ERROR = new ErrorCode(0x3);

    /** SETTINGS were not acknowledged in time. */
    public static final ErrorCode SETTINGS_TIMEOUT = new ErrorCode(0x4);

    /** A frame came after the stream was half-closed. */
    public static final ErrorCode STREAM_CLOSED = new ErrorCode(0x5);

    /** A frame has a wrong size. */
    public static final ErrorCode FRAME_SIZE_ERROR = new ErrorCode(0x6);

    /** The stream was refused before any processing: safe to retry. */
    public static final ErrorCode REFUSED_STREAM = new ErrorCode(0x7);

    /** The stream is no longer needed. */
    public static final ErrorCode CANCEL = new ErrorCode(0x8);

    /** The field section compression context cannot be kept. */
    public static final ErrorCode COMPRESSION_ERROR = new ErrorCode(0x9);

    /** A tunnel's connection was reset or closed abnormally. */
    public static final ErrorCode CONNECT_ERROR = new ErrorCode(0xa);

    /** The peer shows behaviour that might cause excessive load. */
    public static final ErrorCode ENHANCE_YOUR_CALM = new ErrorCode(0xb);

    /** The transport does not meet the minimum security. */
    public static final ErrorCode INADEQUATE_SECURITY = new ErrorCode(0xc);

    /** HTTP/1.1 is required. */
    public static final ErrorCode HTTP_1_1_REQUIRED = new ErrorCode(0xd);

    private static final List<ErrorCode> KNOWN =
            List.of(
                    NO_ERROR,
                    PROTOCOL_ERROR,
                    INTERNAL_ERROR,
                    FLOW_CONTROL_ERROR,
                    SETTINGS_TIMEOUT,
                    STREAM_CLOSED,
                    FRAME_SIZE_ERROR,
                    REFUSED_STREAM,
                    CANCEL,
                    COMPRESSION_ERROR,
                    CONNECT_ERROR,
                    ENHANCE_YOUR_CALM,
                    INADEQUATE_SECURITY,
                    HTTP_1_1_REQUIRED);

    private static final List<String> NAMES =
            List.of(
                    "NO_ERROR",
                    "PROTOCOL_ERROR",
                    "INTERNAL_ERROR",
                    "FLOW_CONTROL_ERROR",
                    "SETTINGS_TIMEOUT",
                    "STREAM_CLOSED",
                    "FRAME_SIZE_ERROR",
                    "REFUSED_STREAM",
                    "CANCEL",
                    "COMPRESSION_ERROR",
                    "CONNECT_ERROR",
                    "ENHANCE_YOUR_CALM",
                    "INADEQUATE_SECURITY",
                    "HTTP_1_1_REQUIRED");

    /** The code with this value; a shared object where the value is known. */
    public static ErrorCode of(int value) {
        return value >= 0 && value < KNOWN.size() ? KNOWN.get(value) : new ErrorCode(value);
    }

    @Override
    public String toString() {
        return value >= 0 && value < NAMES.size()
                ? NAMES.get(value)
                : "0x" + Integer.toHexString(value);
    }
}
