package dev.stillframe.api.direct;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream in direct style (RFC 9113 section 8.1). One thread may read while another writes.
 *
 * <p>Every method that waits throws {@link StreamException} once the stream has ended early, and
 * {@link java.io.InterruptedIOException} when its thread is interrupted; the stream is then reset
 * with CANCEL and the thread's interrupt status is set.
 */
public interface Exchange extends AutoCloseable {
    /** The stream's identifier. */
    int streamId();

    /**
     * The next content of the peer's message; waits for it. What was read returns to the peer as
     * credit with the next call.
     *
     * @return never empty; valid until the next call or the end of the exchange; null once the
     *     message is complete
     */
    @Nullable Octets read() throws IOException;

    /** The peer's content as a stream, over {@link #read}. Closing it does nothing. */
    InputStream input();

    /**
     * The peer's trailers, empty if there were none. Waits for the end of its message; content that
     * was not read is discarded.
     */
    FieldSection trailers() throws IOException;

    /**
     * Sends content, after the head. Waits until all of it was handed to the transport, as the
     * peer's credit allows; the buffer is then the caller's again.
     *
     * @throws IllegalStateException when no head was sent or the message was ended
     */
    void write(ByteBuffer octets) throws IOException;

    /**
     * The content as a stream of 16 KiB writes over {@link #write}; closing it ends the message.
     */
    OutputStream output();

    /** Ends the message. Does nothing when it was ended. */
    void end() throws IOException;

    /** Ends the message with trailers (RFC 9110 section 6.5). */
    void end(FieldSection trailers) throws IOException;

    /** Gives up the stream with RST_STREAM. Does nothing when it is over. */
    void reset(ErrorCode code);

    /** How the stream ended, or null while it has not. */
    @Nullable End ended();

    /**
     * Tells when the stream ends early, that is, not with {@link End.Complete}: once, on a virtual
     * thread of its own; at once when it has. The last one who asked is told.
     */
    void onFailure(Consumer<End> told);

    /** Gives up the stream with CANCEL unless both messages are complete. */
    @Override
    void close();
}
