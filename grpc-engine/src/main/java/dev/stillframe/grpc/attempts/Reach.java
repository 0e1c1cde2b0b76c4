package dev.stillframe.grpc.attempts;

/** How far an attempt came before it ended (A6, "Transparent Retries"). */
public enum Reach {
    /**
     * It never left the client: no connection, or one that took no stream any more. It is attempted
     * again as often as that happens.
     */
    NOT_SENT,
    /**
     * The server says that it was not processed: RST_STREAM(REFUSED_STREAM), or a stream above the
     * last of GOAWAY. It is attempted again once.
     */
    NOT_PROCESSED,
    /** The server may have seen it, or has answered. */
    MAYBE_PROCESSED
}
