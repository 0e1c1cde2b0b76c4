package dev.stillframe.api.connection;

/** How a stream ended. */
public sealed interface End {
    /** Both messages were complete. */
    record Complete() implements End {}

    /**
     * RST_STREAM was sent or received.
     *
     * @param byPeer who sent it
     * @param reason what was wrong, in words; empty where the peer gave none
     */
    record Reset(ErrorCode code, boolean byPeer, String reason) implements End {}

    /**
     * The peer says that it did not process the request: GOAWAY with a lower stream, or
     * REFUSED_STREAM. Safe to retry.
     */
    record Unprocessed(ErrorCode code, String reason) implements End {}

    /** The connection ended under the stream. */
    record Lost(ErrorCode code, boolean byPeer, String reason) implements End {}
}
