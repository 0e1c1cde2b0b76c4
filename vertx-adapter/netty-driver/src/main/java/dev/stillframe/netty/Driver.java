package dev.stillframe.netty;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection of a server over a channel. It is not a handler itself: the handler at the
 * pipeline's end tells it what the channel tells that, and the driver writes by that handler's
 * context.
 *
 * <p>Thread rule: every method is called on the channel's event loop, and every listener is called
 * there. The exceptions are {@link #iteration()} and {@link #limits()}, which any thread may call.
 * Nothing here is a monitor: an application may hold any lock of its own.
 */
public interface Driver {
    /**
     * A connection before its first octet. Nothing is sent before {@link #start}.
     *
     * @param context of the handler that feeds this driver; writes begin there
     */
    static Driver open(
            ChannelHandlerContext context, DriverOptions options, ConnectionListener listener) {
        return new ChannelDriver(context, options, listener);
    }

    // What the channel says.

    /** Sends our preface. Called once, before anything else but {@link #upgraded}. */
    void start();

    /**
     * Begins with the HTTP/1.1 request that was upgraded (RFC 7540 section 3.2), in place of {@link
     * #start}: it becomes stream 1, half-closed.
     *
     * @param settings the decoded payload of HTTP2-Settings
     */
    void upgraded(Octets settings, RequestHead request);

    /** Octets were read. The driver releases the buffer; listeners are told before this returns. */
    void received(ByteBuf octets);

    /** The channel has no more to read for now: all that was answered leaves in one write. */
    void readComplete();

    /** The peer has closed its side, and the channel is still open for output. */
    void inputClosed();

    /** The channel is gone, or broken: every stream ends. May be called again. */
    void failed(Throwable cause);

    // What the application asks.

    /** Who is told of the connection. */
    ConnectionListener listener();

    /** The open stream with this identifier; null when there is none. */
    @Nullable DriverStream stream(int id);

    /** How many streams are open. */
    int streams();

    /**
     * A PING.
     *
     * @param opaque eight octets
     */
    void ping(long opaque, Pong pong);

    /**
     * A frame of a type that is neither RFC 9113's nor PRIORITY_UPDATE (section 5.5). It leaves
     * behind the heads and before the content that were given before it. It fails where the type or
     * the flags are none, where the stream takes no frame of ours, and beyond the peer's
     * MAX_FRAME_SIZE.
     *
     * @param streamId 0 for the connection
     * @param type 10 to 255, and not 16
     * @param flags 0 to 255
     * @param payload released by the driver exactly once, whatever happens
     */
    void extension(int streamId, int type, int flags, ByteBuf payload, Completion done);

    /** Told once what became of a PING. */
    @FunctionalInterface
    interface Pong {
        /**
         * It came back, or never will.
         *
         * @param roundTripNanos -1 with a failure
         */
        void came(long roundTripNanos, @Nullable Throwable failure);
    }

    /** The limits as they were last given. By any thread. */
    Limits limits();

    /**
     * Limits change; those that are settings are sent.
     *
     * @param done when the peer has acknowledged them
     */
    void change(Limits limits, Completion done);

    /**
     * Leaves in two steps (RFC 9113 section 6.8): GOAWAY, a round trip, GOAWAY with the last
     * stream; streams finish, and then the channel is closed. A second call changes nothing.
     *
     * @param code of the last GOAWAY; mostly NO_ERROR
     * @param reason of both, in words; may be empty
     * @param timeout until streams that have not finished are ended; not zero
     */
    void drain(ErrorCode code, String reason, Duration timeout);

    /** The same without an error and without words. */
    default void drain(Duration timeout) {
        drain(ErrorCode.NO_ERROR, "", timeout);
    }

    /** Ends the connection: GOAWAY with this code, every stream ends, the channel is closed. */
    void shutdown(ErrorCode code, String reason);

    /** Whether {@link #drain} or {@link #shutdown} was called, or the connection is over. */
    boolean isLeaving();

    /** Writes what is due now, rather than when the loop's task or the read is over. */
    void flush();

    /** The connection as it is now: settings, windows, the last round trip. By any thread. */
    Iteration iteration();
}
