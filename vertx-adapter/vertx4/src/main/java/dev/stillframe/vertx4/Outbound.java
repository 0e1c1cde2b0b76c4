package dev.stillframe.vertx4;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.netty.Completion;
import dev.stillframe.netty.DriverStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.stream.ChunkedInput;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.impl.future.PromiseInternal;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a response writes, by any thread, on its way to the driver. Each thread's writes keep their
 * order; on the loop they are not queued unless others are under way.
 */
final class Outbound {
    private final ServerConnection connection;
    private final DriverStream wire;
    private final EventLoop loop;
    private final Observation observation;

    /** Writes on their way from other threads to the loop; later ones must not overtake them. */
    private final AtomicInteger underWay = new AtomicInteger();

    private volatile boolean writable = true;
    private volatile long resetCode = -1;
    private volatile long octets;
    private @Nullable ContentEncoder encoder;

    Outbound(ServerConnection connection, DriverStream wire, Observation observation) {
        this.connection = connection;
        this.wire = wire;
        this.loop = connection.getContext().nettyEventLoop();
        this.observation = observation;
    }

    /** Runs this on the loop, after what was given before. */
    void inOrder(Runnable write) {
        if (loop.inEventLoop() && underWay.get() == 0) {
            write.run();
        } else {
            underWay.incrementAndGet();
            loop.execute(
                    () -> {
                        underWay.decrementAndGet();
                        write.run();
                    });
        }
    }

    /** Whether the stream was reset; then the promise has failed. */
    private boolean isReset(@Nullable PromiseInternal<Void> promise) {
        long code = resetCode;
        if (code >= 0 && promise != null) {
            promise.fail(new StreamResetException(code));
        }
        return code >= 0;
    }

    private Completion told(@Nullable PromiseInternal<Void> promise) {
        return promise == null
                ? Completion.IGNORED
                : failure -> {
                    if (failure == null) {
                        promise.complete();
                    } else {
                        promise.fail(reason(failure));
                    }
                };
    }

    private Throwable reason(Throwable failure) {
        return resetCode >= 0
                ? new StreamResetException(resetCode)
                : new HttpClosedException(String.valueOf(failure.getMessage()));
    }

    /** An interim head (1xx). */
    void interim(ResponseHead head, @Nullable PromiseInternal<Void> promise) {
        if (!isReset(promise)) {
            inOrder(() -> wire.respond(head, false, told(promise)));
        }
    }

    /**
     * The final head.
     *
     * @param encoding what the content is to be encoded with
     * @param endStream whether nothing follows
     */
    void head(
            ServerResponse response,
            ResponseHead head,
            @Nullable ContentEncoder encoding,
            boolean endStream,
            @Nullable PromiseInternal<Void> promise) {
        if (isReset(promise)) {
            close(encoding);
            return;
        }
        inOrder(
                () -> {
                    if (wire.isOver()) {
                        close(encoding);
                    } else {
                        encoder = encoding;
                    }
                    if (endStream) {
                        observation.responseEnds(response, octets);
                    } else {
                        observation.responseBegins(response);
                    }
                    wire.respond(head, endStream, told(promise));
                });
    }

    /** Resets the stream instead of sending a head with this status, which no final one has. */
    void refuse(int status, @Nullable PromiseInternal<Void> promise) {
        if (promise != null) {
            promise.fail(new IllegalArgumentException("no status of a response: " + status));
        }
        reset(ErrorCode.INTERNAL_ERROR.value());
    }

    /**
     * Content.
     *
     * @param content released here or by the driver, once, whatever happens
     * @param complete whether no more content follows
     * @param endStream whether no trailers follow either
     */
    void data(
            ServerResponse response,
            ByteBuf content,
            boolean complete,
            boolean endStream,
            @Nullable PromiseInternal<Void> promise) {
        if (isReset(promise)) {
            content.release();
            return;
        }
        inOrder(
                () -> {
                    count(content.readableBytes());
                    if (endStream) {
                        observation.responseEnds(response, octets);
                    }
                    ContentEncoder at = encoder;
                    wire.write(
                            at == null ? content : at.encode(content, complete),
                            endStream,
                            told(promise));
                });
    }

    private void count(long more) {
        octets += more;
        connection.reportBytesWritten(more);
    }

    /**
     * A file, or a part of one.
     *
     * @param endStream whether no trailers follow
     */
    void file(
            ServerResponse response,
            ChunkedInput<ByteBuf> content,
            boolean endStream,
            PromiseInternal<Void> promise) {
        inOrder(
                () -> {
                    count(content.length());
                    ContentEncoder at = encoder;
                    wire.write(
                            at == null ? content : new EncodedInput(content, at),
                            endStream,
                            failure -> {
                                if (failure == null) {
                                    if (endStream) {
                                        observation.responseEnds(response, octets);
                                    }
                                    promise.complete();
                                } else {
                                    promise.fail(reason(failure));
                                }
                            });
                });
    }

    void trailers(
            ServerResponse response, FieldSection fields, @Nullable PromiseInternal<Void> promise) {
        if (isReset(promise)) {
            return;
        }
        inOrder(
                () -> {
                    observation.responseEnds(response, octets);
                    wire.trailers(fields, told(promise));
                });
    }

    /**
     * A frame of a type that RFC 9113 does not know. Where it cannot be sent nobody is told.
     *
     * @param payload released
     */
    void frame(int type, int flags, ByteBuf payload) {
        inOrder(
                () ->
                        wire.driver()
                                .extension(
                                        wire.id(),
                                        type & 0xff,
                                        flags & 0xff,
                                        payload,
                                        Completion.IGNORED));
    }

    void reset(long code) {
        inOrder(
                () -> {
                    if (!wire.isOver()) {
                        resetCode = code;
                        wire.reset(ErrorCode.of((int) code), Completion.IGNORED);
                    }
                });
    }

    /** The stream is over. */
    void closed() {
        close(encoder);
        encoder = null;
    }

    private static void close(@Nullable ContentEncoder unneeded) {
        if (unneeded != null) {
            unneeded.close();
        }
    }

    /** The peer has reset the stream. */
    void wasReset(long code) {
        resetCode = code;
    }

    /** Whether we have reset the stream, or the peer has. */
    boolean isReset() {
        return resetCode >= 0;
    }

    void writable(boolean now) {
        writable = now;
    }

    boolean isWritable() {
        return loop.inEventLoop() ? wire.isWritable() : writable;
    }

    /** Octets of content so far, before they are encoded. */
    long octets() {
        return octets;
    }
}
