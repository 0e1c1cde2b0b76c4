package dev.stillframe.netty;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.stream.ChunkedInput;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response. All methods are called on the event loop, at any time, also when
 * the stream is over: then they complete with a {@link StreamOverException} and do nothing else.
 *
 * <p>Nothing is flushed by these calls: all that is written within one read, or one task of the
 * loop, leaves in one write after it.
 */
public interface DriverStream {
    /** The stream's identifier. */
    int id();

    /** The request's head. */
    RequestHead head();

    /** The connection. */
    Driver driver();

    /**
     * Whether the application should write now: the octets that wait, for windows or for the
     * channel, are below the mark ({@link DriverOptions#highWater}). A write is taken in any case.
     */
    boolean isWritable();

    /** Octets of content that were written and have not been handed to the channel. */
    long pending();

    /** Whether it has ended, both ways. */
    boolean isOver();

    /** Whether the response has ended, as far as the application is concerned. */
    boolean isOutputEnded();

    /**
     * The response's head: interim ones (1xx), any number of them, then the final one. Fields of
     * the hop (RFC 9113 section 8.2.2) are left out; names must be lower case.
     *
     * @param endStream whether no content and no trailers follow; not with an interim head
     */
    void respond(ResponseHead head, boolean endStream, Completion done);

    /**
     * Content, sent as windows and channel allow. That of a response to HEAD is dropped (RFC 9110
     * section 9.3.2).
     *
     * @param octets released by the driver exactly once, whatever happens
     * @param endStream whether no more content and no trailers follow
     */
    void write(ByteBuf octets, boolean endStream, Completion done);

    /** The response ends with these trailers, after all that was written. */
    void trailers(FieldSection fields, Completion done);

    /**
     * Content that is read chunk by chunk as windows open and the channel takes it. What is written
     * meanwhile comes after it.
     *
     * @param content read on the event loop; closed by the driver exactly once, whatever happens
     * @param endStream whether no more content and no trailers follow
     */
    void write(ChunkedInput<ByteBuf> content, boolean endStream, Completion done);

    /** Gives the stream up with RST_STREAM; what waits is dropped. */
    void reset(ErrorCode code, Completion done);

    /**
     * The application has consumed octets that it was given by {@link StreamListener#data}: they
     * return as credit (WINDOW_UPDATE), in as few frames as will do.
     */
    void consumed(int octets);

    /**
     * The application has let go of the stream: no code of it runs any more. Said once for each
     * request, before or after the stream's end. Without it streams that were reset go on counting
     * (rapid reset must not buy concurrency), so it must not be forgotten.
     */
    void released();

    /**
     * Who is told of this stream from now on. For those that let the application run within {@link
     * ConnectionListener#request}: whoever writes there is to learn that there is no more room.
     */
    void listen(StreamListener to);

    /** A place for the application's own object. */
    @Nullable Object attachment();

    /** Sets {@link #attachment()}. */
    void attach(@Nullable Object attachment);
}
