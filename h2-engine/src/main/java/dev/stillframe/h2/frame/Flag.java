package dev.stillframe.h2.frame;

/**
 * The flags (RFC 9113 section 6). One bit may mean different things on different frames; a flag
 * that a frame's type does not define is ignored (section 4.1).
 */
public final class Flag {
    /** Nothing is flagged. */
    public static final int NONE = 0x00;

    /** On SETTINGS and PING. */
    public static final int ACK = 0x01;

    /** On DATA and HEADERS. */
    public static final int END_STREAM = 0x01;

    /** On HEADERS, PUSH_PROMISE and CONTINUATION. */
    public static final int END_HEADERS = 0x04;

    /** On DATA, HEADERS and PUSH_PROMISE. */
    public static final int PADDED = 0x08;

    /** On HEADERS. */
    public static final int PRIORITY = 0x20;

    private Flag() {}
}
