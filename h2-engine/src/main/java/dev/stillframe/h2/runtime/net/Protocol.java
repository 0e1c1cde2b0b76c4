package dev.stillframe.h2.runtime.net;

import java.nio.ByteBuffer;

/**
 * What is spoken over a transport. Called by the transport's loop only, but where it says
 * otherwise.
 */
public interface Protocol {
    /**
     * A client's socket is connected.
     *
     * @return whether it is wanted still; TLS begins then
     */
    default boolean connected() {
        return true;
    }

    /** TLS is established, or there is none. Called once, before anything else. */
    default void established(String alpn) {}

    /** Takes all that remains in the buffer; the buffer is the transport's again after the call. */
    void received(ByteBuffer octets);

    /** The peer will send no more. */
    void inputClosed();

    /** The socket is gone. Called once at the most. */
    void failed(Throwable cause);

    /** All that was given to {@link SocketTransport#write} is written. By any thread. */
    void written();

    /** What was given to {@link SocketTransport#write} cannot be written. By any thread. */
    void writeFailed(Throwable cause);

    /** Somebody has asked for a turn, or the time that was asked for has come. By any thread. */
    void turn();

    /** Whether octets may be read now. By any thread. */
    default boolean wantsInput() {
        return true;
    }

    /**
     * The peer did what TLS knows and this protocol forbids.
     *
     * @return whether the protocol tells the peer and closes; otherwise the transport closes
     */
    default boolean refused(String reason) {
        return false;
    }

    /** The transport is closed, and nothing follows. Called exactly once. */
    void closed();
}
