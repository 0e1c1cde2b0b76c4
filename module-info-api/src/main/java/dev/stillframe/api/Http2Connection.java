package dev.stillframe.api;

import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import java.nio.ByteBuffer;

/**
 * A connection driven by its host. All methods may be called by any thread; {@link #received} by
 * one at a time.
 *
 * <p>A host reads, calls {@link #received}, lets the application answer, and calls {@link #turn},
 * which writes all answers at once.
 */
public interface Http2Connection extends Inbox {
    /** What becomes of a payload. Called once, outside the connection's lock, by any thread. */
    interface Sent {
        /** The payload has been handed to the transport; its buffer is the application's again. */
        void succeeded();

        /**
         * The payload will not be sent, or not wholly: its stream or connection has ended. The
         * buffer is free again.
         */
        void failed(String reason);
    }

    /**
     * Begins with the HTTP/1.1 request that was upgraded (RFC 7540 section 3.2). Before anything
     * else.
     */
    void upgraded(Octets settings, RequestHead request);

    /**
     * Takes all octets that remain in the buffer; the notices that they cause have been given to
     * the application when it returns. Nothing is written before {@link #turn}. The octets of
     * {@link dev.stillframe.api.connection.Notice.Data} are views of this buffer.
     */
    void received(ByteBuffer octets);

    /** The peer has closed its side. */
    void inputClosed();

    /**
     * The transport has failed or is gone: every stream ends. A write under way is still the
     * transport's, and its end is to be told as well.
     */
    void failed(Throwable cause);

    /** The last write is done: its buffers are the connection's again. */
    void written();

    /**
     * The last write has failed, and with it the transport: its buffers are the connection's again.
     */
    void writeFailed(Throwable cause);

    /**
     * A part of the inbox that goes into it as one: no turn comes between what it holds. For one
     * thread at a time.
     */
    Bundle bundle();

    /** Several things for a connection, which are followed together. */
    interface Bundle extends Inbox {
        /** Puts all of it into the connection's inbox, and begins anew with nothing. */
        void put();
    }

    /**
     * Drains the inbox, steps once over it, does what must be done, and writes once. When another
     * thread is within a turn, that thread does it, and this call returns at once.
     */
    void turn();

    /**
     * Drains the inbox and steps over it as {@link #turn} does, but writes nothing: for a host
     * whose application answers notices between turns, so that the answers leave in the same write.
     * {@link #turn} must follow. Does nothing while another thread is within a turn.
     */
    void absorb();

    /**
     * Whether reading should wait, because too much waits for the transport that is not payload:
     * answers to what was read. It ends when a write ends: a host that stopped reading looks again
     * after {@link #written}. Never on a client, which asks for what it reads.
     */
    boolean isCongested();

    /** The connection as it is now. */
    Iteration iteration();
}
