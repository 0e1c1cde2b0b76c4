package dev.stillframe.h2.fuzz;

/**
 * The steps of a story about a connection. What they carry is read from the tape; see {@link Play}.
 */
enum Op {
    /** The peer sends octets as they are. */
    RAW,
    /** The peer sends a frame of any type with a true length. */
    FRAME,
    /** The peer sends a head from the book. */
    HEAD,
    /** The peer sends DATA. */
    DATA,
    /** The peer sends SETTINGS. */
    SETTINGS,
    /** The peer sends WINDOW_UPDATE. */
    WINDOW,
    /** The batch ends, and the connection steps. */
    STEP,
    /** Time passes. */
    CLOCK,
    /** The transport can take so much. */
    ROOM,
    /** The application answers. */
    RESPOND,
    /** The application has octets ready. */
    SEND,
    /** The application ends a stream, one way or another. */
    FINISH,
    /** The application asks something of the connection. */
    ASK,
    /** The application has consumed octets. */
    CONSUMED,
    /** The application lets go of a stream. */
    RELEASED,
    /** The transport ends, or has come out of an upgrade. */
    TRANSPORT;

    private static final Op[] ALL = values();

    static Op of(int octet) {
        return ALL[octet & 0x0f];
    }
}
