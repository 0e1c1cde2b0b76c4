package dev.stillframe.vertx.binding;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Settings;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.netty.Completion;
import dev.stillframe.netty.ConnectionListener;
import dev.stillframe.netty.Driver;
import dev.stillframe.netty.DriverOptions;
import dev.stillframe.netty.DriverStream;
import dev.stillframe.netty.StreamListener;
import dev.stillframe.vertx.StillframeOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.Headers;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.stream.ChunkedInput;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpSettings;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamPriority;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.HttpServerStream;
import io.vertx.core.http.impl.headers.HttpRequestHeaders;
import io.vertx.core.http.impl.http2.Http2ServerConnection;
import io.vertx.core.http.impl.http2.Http2ServerStream;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.impl.VertxConnection;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.TransportMetrics;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection as Vert.x sees it, over a driver. What comes from the channel and what streams ask
 * for is on the event loop already; what users ask for may come from any thread.
 */
final class FramedConnection extends VertxConnection
        implements Http2ServerConnection, ConnectionListener {
    private final Driver driver;
    private final StillframeOptions more;
    private final Supplier<ContextInternal> streamContexts;
    private final Handler<HttpServerConnection> requests;
    private final Coding coding;
    private final @Nullable HttpServerMetrics<?, ?> httpMetrics;
    private final @Nullable TransportMetrics<?> transportMetrics;
    private final @Nullable TracingPolicy tracing;

    private @Nullable Handler<HttpServerStream> streamHandler;
    private boolean introduced;
    private boolean leaving;
    private boolean shutdownTold;
    private @Nullable GoAway goAway;

    // Set by any thread.
    private volatile @Nullable Handler<GoAway> goAwayHandler;
    private volatile @Nullable Handler<Void> shutdownHandler;
    private volatile @Nullable Handler<HttpSettings> remoteSettingsHandler;
    private volatile @Nullable Handler<Buffer> pingHandler;

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
        super(context, at);
        this.more = more;
        this.streamContexts = streamContexts;
        this.requests = requests;
        this.coding = coding;
        this.httpMetrics = httpMetrics;
        this.transportMetrics = transportMetrics;
        this.tracing = tracing;
        this.driver = Driver.open(at, driving, this);
    }

    /** The pipeline is complete. */
    void start() {
        driver.start();
    }

    /** Runs this on the event loop: now where this is it. */
    void onLoop(Runnable task) {
        EventLoop loop = context.nettyEventLoop();
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    private static Completion completing(@Nullable Promise<Void> promise) {
        return promise == null
                ? Completion.IGNORED
                : failure -> {
                    if (failure == null) {
                        promise.tryComplete();
                    } else {
                        promise.tryFail(failure);
                    }
                };
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
        } else {
            driver.drain(timeout);
        }
        completeWhenChannelIsClosed(promise);
    }

    @Override
    protected void writeClose(ChannelPromise promise) {
        driver.shutdown(ErrorCode.NO_ERROR, "");
        driver.flush();
        super.writeClose(promise);
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
        Http2ServerStream told =
                Http2ServerStream.create(
                        this,
                        httpMetrics,
                        transportMetrics,
                        metric(),
                        streamContexts.get(),
                        tracing);
        told.init(stream.id(), true);
        if (handler == null) {
            stream.reset(ErrorCode.REFUSED_STREAM, Completion.IGNORED);
        } else {
            told.context().execute(told.unwrap(), handler);
        }
        told.onHeaders(headers);
        return new FramedStream(this, stream, told);
    }

    @Override
    public void peerSettings(Settings settings) {
        if (!introduced) {
            introduced = true;
            requests.handle(this);
        } else {
            Handler<HttpSettings> handler = remoteSettingsHandler;
            if (handler != null) {
                context.emit(Mapping.settings(settings), handler);
            }
        }
    }

    @Override
    public void goAway(Notice.GoAway notice) {
        Buffer debug = Buffer.buffer(notice.debug().toArray());
        GoAway told =
                new GoAway()
                        .setErrorCode(notice.code().value() & 0xffffffffL)
                        .setLastStreamId(notice.lastStreamId())
                        .setDebugData(debug);
        goAway = told;
        Handler<GoAway> handler = goAwayHandler;
        if (handler != null) {
            context.emit(new GoAway(told), handler);
        }
        draining();
    }

    @Override
    public void draining() {
        leaving = true;
        streamClosed();
    }

    /** Whoever wants to know that nothing is left to finish is told so once. */
    void streamClosed() {
        if (leaving && !shutdownTold && driver.streams() == 0) {
            shutdownTold = true;
            Handler<Void> handler = shutdownHandler;
            if (handler != null) {
                context.emit(null, handler);
            }
        }
    }

    @Override
    public void fault(int streamId, ErrorCode code, String reason) {
        Servers.LOG.log(
                System.Logger.Level.DEBUG,
                "{0}: stream {1}, {2}: {3}",
                remoteAddress(),
                streamId,
                code,
                reason);
    }

    @Override
    public void written(long octets) {
        reportBytesWritten(octets);
    }

    @Override
    public void closed(Notice.Closed how) {
        if (!how.code().equals(ErrorCode.NO_ERROR)) {
            handleException(
                    new HttpClosedException(
                            new GoAway()
                                    .setErrorCode(how.code().value() & 0xffffffffL)
                                    .setDebugData(Buffer.buffer(how.reason()))));
        }
    }

    @Nullable GoAway lastGoAway() {
        return goAway;
    }

    // What streams ask for.

    @Override
    public HttpServerConnection streamHandler(@Nullable Handler<HttpServerStream> handler) {
        streamHandler = handler;
        return this;
    }

    @Override
    public Headers<CharSequence, CharSequence, ?> newHeaders() {
        return new DefaultHttp2Headers();
    }

    @Override
    public boolean supportsSendFile() {
        return true;
    }

    /** Of 5.2; 5.1 does not ask. */
    public ByteBufAllocator allocator() {
        return chctx.alloc();
    }

    private static void gone(@Nullable Promise<Void> promise) {
        if (promise != null) {
            promise.tryFail(io.vertx.core.http.impl.HttpUtils.STREAM_CLOSED_EXCEPTION);
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
        DriverStream stream = driver.stream(streamId);
        if (stream == null) {
            gone(promise);
            return;
        }
        int status = Heads.status(headers);
        FieldSection fields = Heads.fields(headers);
        if (status == 0) {
            stream.trailers(fields, completing(promise));
        } else {
            stream.respond(new ResponseHead(status, fields), end, completing(promise));
        }
    }

    @Override
    public void writeData(int streamId, ByteBuf octets, boolean end, Promise<Void> promise) {
        DriverStream stream = driver.stream(streamId);
        if (stream == null) {
            octets.release();
            gone(promise);
        } else {
            stream.write(octets, end, completing(promise));
        }
    }

    @Override
    public void sendFile(int streamId, ChunkedInput<ByteBuf> file, Promise<Void> promise) {
        DriverStream stream = driver.stream(streamId);
        if (stream == null) {
            try {
                file.close();
            } catch (Exception e) {
                Servers.LOG.log(System.Logger.Level.DEBUG, "A file does not close", e);
            }
            gone(promise);
        } else {
            stream.write(file, true, completing(promise));
        }
    }

    @Override
    public void writeReset(int streamId, long code, @Nullable Promise<Void> promise) {
        DriverStream stream = driver.stream(streamId);
        if (stream == null) {
            gone(promise);
        } else {
            stream.reset(ErrorCode.of((int) code), completing(promise));
        }
    }

    @Override
    public void consumeCredits(int streamId, int octets) {
        DriverStream stream = driver.stream(streamId);
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
        payload.release();
        promise.tryFail("Frames of other types are not sent");
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

    // What users ask for.

    @Override
    public HttpVersion protocolVersion() {
        return HttpVersion.HTTP_2;
    }

    @Override
    public int getWindowSize() {
        return driver.limits().connectionWindow();
    }

    @Override
    public HttpConnection setWindowSize(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("A window has at least one octet: " + size);
        }
        onLoop(
                () -> {
                    Limits limits = driver.limits();
                    int window = Math.max(65_535, size);
                    if (window != limits.connectionWindow()) {
                        driver.change(
                                limits.toBuilder().connectionWindow(window).build(),
                                Completion.IGNORED);
                    }
                });
        return this;
    }

    @Override
    @Deprecated // by Vert.x
    public HttpConnection goAway(long errorCode, int lastStreamId, @Nullable Buffer debugData) {
        String reason = debugData == null ? "" : debugData.toString();
        onLoop(() -> driver.drain(ErrorCode.of((int) errorCode), reason, more.drain()));
        return this;
    }

    @Override
    public HttpConnection goAwayHandler(@Nullable Handler<GoAway> handler) {
        goAwayHandler = handler;
        return this;
    }

    @Override
    public HttpConnection shutdownHandler(@Nullable Handler<Void> handler) {
        shutdownHandler = handler;
        return this;
    }

    @Override
    public FramedConnection closeHandler(@Nullable Handler<Void> handler) {
        super.closeHandler(handler);
        return this;
    }

    @Override
    public FramedConnection exceptionHandler(@Nullable Handler<Throwable> handler) {
        super.exceptionHandler(handler);
        return this;
    }

    @Override
    public Http2Settings settings() {
        Iteration now = driver.iteration();
        return Mapping.settings(now.localSettings());
    }

    @Override
    public Future<Void> updateSettings(HttpSettings settings) {
        Promise<Void> done = context.promise();
        onLoop(
                () -> {
                    LimitsBuilder limits = driver.limits().toBuilder();
                    Mapping.settings(limits, (Http2Settings) settings);
                    driver.change(limits.build(), completing(done));
                });
        return done.future();
    }

    @Override
    public Http2Settings remoteSettings() {
        return Mapping.settings(driver.iteration().peerSettings());
    }

    @Override
    public HttpConnection remoteSettingsHandler(@Nullable Handler<HttpSettings> handler) {
        remoteSettingsHandler = handler;
        return this;
    }

    @Override
    public Future<Buffer> ping(Buffer data) {
        if (data.length() != 8) {
            throw new IllegalArgumentException("Ping data must be exactly 8 bytes");
        }
        Promise<Buffer> pong = context.promise();
        BufferInternal sent = BufferInternal.buffer(data.getBytes());
        onLoop(
                () ->
                        driver.ping(
                                sent.getLong(0),
                                (nanos, failure) -> {
                                    if (failure == null) {
                                        pong.tryComplete(sent);
                                    } else {
                                        pong.tryFail(failure);
                                    }
                                }));
        return pong.future();
    }

    @Override
    public HttpConnection pingHandler(@Nullable Handler<Buffer> handler) {
        pingHandler = handler;
        return this;
    }
}
