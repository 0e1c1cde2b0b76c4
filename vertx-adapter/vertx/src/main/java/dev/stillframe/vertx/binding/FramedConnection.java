package dev.stillframe.vertx.binding;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.netty.Completion;
import dev.stillframe.netty.DriverOptions;
import dev.stillframe.netty.DriverStream;
import dev.stillframe.netty.StreamListener;
import dev.stillframe.vertx.StillframeOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.Headers;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.stream.ChunkedInput;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.HttpServerStream;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import io.vertx.core.http.impl.http2.Http2ServerConnection;
import io.vertx.core.http.impl.http2.Http2ServerStream;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection as Vert.x sees it, over a driver: what comes from the channel, and what streams ask
 * for. All of it on the event loop.
 */
final class FramedConnection extends UserConnection implements Http2ServerConnection {
    /** How long the last frames may take: the peer may have ceased to read. */
    private static final long LAST_MILLIS = 1_000;

    private final Supplier<ContextInternal> streamContexts;
    private final Handler<HttpServerConnection> requests;
    private final Coding coding;
    private final @Nullable HttpServerMetrics<?, ?> httpMetrics;
    private final @Nullable TransportMetrics<?> transportMetrics;
    private final @Nullable TracingPolicy tracing;

    private @Nullable Handler<HttpServerStream> streamHandler;

    FramedConnection(
            ChannelHandlerContext at,
            ContextInternal context,
            Supplier<ContextInternal> streamContexts,
            DriverOptions driving,
            StillframeOptions more,
            Handler<HttpServerConnection> requests,
            Coding coding,
            @Nullable HttpServerMetrics<?, ?> httpMetrics,
            @Nullable TransportMetrics<?> transportMetrics,
            @Nullable TracingPolicy tracing) {
        super(context, at, driving, more.drain());
        this.streamContexts = streamContexts;
        this.requests = requests;
        this.coding = coding;
        this.httpMetrics = httpMetrics;
        this.transportMetrics = transportMetrics;
        this.tracing = tracing;
    }

    /** The pipeline is complete. */
    void start() {
        driver.start();
    }

    // What the channel says.

    @Override
    protected void handleMessage(Object message) {
        if (message instanceof ByteBuf octets) {
            driver.received(octets);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    protected void handleReadComplete() {
        driver.readComplete();
    }

    @Override
    protected void handleIdle(IdleStateEvent event) {
        driver.shutdown(ErrorCode.NO_ERROR, "idle");
        driver.flush();
    }

    @Override
    protected void handleClosed() {
        driver.failed(CLOSED_EXCEPTION);
        super.handleClosed();
    }

    @Override
    protected void handleShutdown(Duration timeout, ChannelPromise promise) {
        if (timeout.isZero()) {
            driver.shutdown(ErrorCode.NO_ERROR, "");
            driver.flush();
            closeSoon();
        } else {
            driver.drain(timeout);
        }
        completeWhenChannelIsClosed(promise);
    }

    @Override
    protected void writeClose(ChannelPromise promise) {
        driver.shutdown(ErrorCode.NO_ERROR, "");
        driver.flush();
        closeSoon();
        super.writeClose(promise);
    }

    /** Closes the channel, whatever has not been written then. */
    private void closeSoon() {
        Runnable close = chctx::close;
        ScheduledFuture<?> alarm =
                chctx.channel().eventLoop().schedule(close, LAST_MILLIS, TimeUnit.MILLISECONDS);
        chctx.channel().closeFuture().addListener(closed -> alarm.cancel(false));
    }

    @Override
    public @Nullable TransportMetrics<?> metrics() {
        return transportMetrics;
    }

    // What the driver says.

    @Override
    public StreamListener request(DriverStream stream, RequestHead head) {
        Handler<HttpServerStream> handler = streamHandler;
        HttpRequestHeaders headers = Heads.request(head);
        Coding.Coder decoder = coding.decoder(head);
        if (decoder != null) {
            headers.remove("content-encoding");
            headers.remove("content-length");
        }
        Http2ServerStream told =
                Http2ServerStream.create(
                        this,
                        httpMetrics,
                        transportMetrics,
                        metric(),
                        streamContexts.get(),
                        tracing);
        told.init(stream.id(), true);
        FramedStream framed = new FramedStream(this, stream, told, coding, decoder);
        stream.attach(framed);
        stream.listen(framed);
        if (handler == null) {
            stream.reset(ErrorCode.REFUSED_STREAM, Completion.IGNORED);
        } else {
            told.context().execute(told.unwrap(), handler);
        }
        told.onHeaders(headers);
        return framed;
    }

    @Override
    void introduced() {
        requests.handle(this);
    }

    // What streams ask for.

    @Override
    public HttpServerConnection streamHandler(@Nullable Handler<HttpServerStream> handler) {
        streamHandler = handler;
        return this;
    }

    /** Not checked here: Vert.x has checked what comes in, and the engine checks what goes out. */
    @Override
    public Headers<CharSequence, CharSequence, ?> newHeaders() {
        return new DefaultHttp2Headers(false, 8);
    }

    /** Where it does, Vert.x tells neither metrics of the end nor sends trailers. */
    @Override
    public boolean supportsSendFile() {
        return false;
    }

    /** Of 5.2; 5.1 does not ask. */
    public ByteBufAllocator allocator() {
        return chctx.alloc();
    }

    private @Nullable FramedStream stream(int id) {
        DriverStream stream = driver.stream(id);
        return stream == null ? null : (FramedStream) stream.attachment();
    }

    private static void gone(@Nullable Promise<Void> promise) {
        if (promise != null) {
            promise.tryFail(HttpUtils.STREAM_CLOSED_EXCEPTION);
        }
    }

    @Override
    public void writeHeaders(
            int streamId,
            Headers<CharSequence, CharSequence, ?> headers,
            StreamPriority priority,
            boolean end,
            boolean checkFlush,
            @Nullable Promise<Void> promise) {
        FramedStream stream = stream(streamId);
        if (stream == null) {
            gone(promise);
        } else {
            stream.head(headers, end, completing(promise));
        }
    }

    @Override
    public void writeData(
            int streamId, ByteBuf octets, boolean end, @Nullable Promise<Void> promise) {
        FramedStream stream = stream(streamId);
        if (stream == null) {
            octets.release();
            gone(promise);
        } else {
            stream.write(octets, end, completing(promise));
        }
    }

    @Override
    public void sendFile(
            int streamId, ChunkedInput<ByteBuf> file, @Nullable Promise<Void> promise) {
        FramedStream stream = stream(streamId);
        if (stream == null) {
            try {
                file.close();
            } catch (Exception e) {
                Servers.LOG.log(System.Logger.Level.DEBUG, "A file does not close", e);
            }
            gone(promise);
        } else {
            stream.write(file, completing(promise));
        }
    }

    @Override
    public void writeReset(int streamId, long code, @Nullable Promise<Void> promise) {
        FramedStream stream = stream(streamId);
        if (stream == null) {
            gone(promise);
        } else {
            stream.reset(ErrorCode.of((int) code), completing(promise));
        }
    }

    @Override
    public void consumeCredits(int streamId, int octets) {
        FramedStream stream = stream(streamId);
        if (stream != null) {
            stream.consumed(octets);
        }
    }

    /** RFC 9113 section 5.3.2 has done away with it. */
    @Override
    public void writePriorityFrame(
            int streamId, StreamPriority priority, @Nullable Promise<Void> promise) {
        if (promise != null) {
            promise.tryComplete();
        }
    }

    @Override
    public void writeFrame(
            int streamId, int type, int flags, ByteBuf payload, Promise<Void> promise) {
        driver.extension(streamId, type & 0xff, flags & 0xff, payload, completing(promise));
    }

    @Override
    public void sendPush(
            int streamId,
            HostAndPort authority,
            HttpMethod method,
            MultiMap headers,
            String path,
            StreamPriority priority,
            Promise<Http2ServerStream> promise) {
        promise.fail("Push not supported");
    }
}
