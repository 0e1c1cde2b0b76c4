package dev.stillframe.vertx4;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Settings;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.netty.ConnectionListener;
import dev.stillframe.netty.Driver;
import dev.stillframe.netty.DriverStream;
import dev.stillframe.netty.StreamListener;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.future.PromiseInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2: Vert.x' in what others see of it, the driver's in what it does.
 *
 * <p>Its monitor is never held while code of the application runs: some wait on it.
 */
final class ServerConnection extends ConnectionBase
        implements HttpServerConnection, ConnectionListener {
    private final ServerSetup setup;
    private final Origin origin;
    private final Handler<HttpServerConnection> ready;
    private final @Nullable HttpServerMetrics<Object, ?, Object> metrics;
    private final EventLoop loop;
    private final Driver driver;
    private final ConnectionEvents events;
    private final Leaving leaving;

    private @Nullable Handler<HttpServerRequest> requestHandler;
    private boolean isReady;
    private volatile Limits acknowledged;
    private volatile int window;

    /**
     * @param ready told once the peer's settings are known, before any request
     */
    ServerConnection(
            ContextInternal context,
            ChannelHandlerContext channel,
            ServerSetup setup,
            Origin origin,
            @Nullable HttpServerMetrics<Object, ?, Object> metrics,
            Handler<HttpServerConnection> ready) {
        super(context, channel);
        this.setup = setup;
        this.origin = origin;
        this.metrics = metrics;
        this.ready = ready;
        this.loop = context.nettyEventLoop();
        this.events = new ConnectionEvents(context);
        this.acknowledged = setup.driver().options().limits();
        this.window = acknowledged.connectionWindow();
        this.driver = Driver.open(channel, setup.driver(), this);
        this.leaving = new Leaving(driver, channel, setup.drain());
    }

    // What the channel says.

    Driver driver() {
        return driver;
    }

    @Override
    protected void handleMessage(Object message) {
        if (message instanceof ByteBuf octets) {
            driver.received(octets);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    /** Content alone is counted, as Vert.x counts it for HTTP/2. */
    @Override
    protected long sizeof(Object message) {
        return 0;
    }

    @Override
    protected void handleInterestedOpsChanged() {
        // The driver waits for its writes.
    }

    @Override
    protected void handleIdle(IdleStateEvent event) {
        leaving.end("idle_timeout");
    }

    @Override
    protected void handleClosed() {
        driver.failed(CLOSED_EXCEPTION);
        super.handleClosed();
    }

    @Override
    public @Nullable HttpServerMetrics<Object, ?, Object> metrics() {
        return metrics;
    }

    // What the driver says, on the loop.

    @Override
    public StreamListener request(DriverStream wire, RequestHead head) {
        RequestTarget target = RequestTarget.of(head);
        Handler<HttpServerRequest> handler = requestHandler;
        if (!target.isAcceptable(head)) {
            return RefusedStream.refuse(wire, ErrorCode.PROTOCOL_ERROR);
        }
        if (handler == null) {
            return RefusedStream.refuse(wire, ErrorCode.REFUSED_STREAM);
        }
        HeaderFields headers = new HeaderFields(setup.known(), head.fields());
        headers.join("cookie", "; ");
        if (target.hostFromField()) {
            headers.drop("host");
        }
        ServerStream stream =
                new ServerStream(this, wire, target, headers, origin.streamContext().get());
        wire.listen(stream); // before the application writes
        stream.begin(handler);
        return stream;
    }

    @Override
    public void peerSettings(Settings settings) {
        events.remoteSettings(Mapping.settings(settings));
        if (!isReady) {
            isReady = true;
            ready.handle(this);
        }
    }

    @Override
    public void pinged(long opaque) {
        events.ping(opaque);
    }

    @Override
    public void goAway(Notice.GoAway notice) {
        events.goAwayReceived(notice);
        events.drainedIf(driver.streams() == 0);
    }

    @Override
    public void draining() {
        events.goAwaySent(new GoAway());
        events.drainedIf(driver.streams() == 0);
    }

    @Override
    public void closed(Notice.Closed how) {
        if (!how.byPeer() && !how.code().equals(ErrorCode.NO_ERROR)) {
            handleException(PeerFault.of(how.code(), how.reason()));
        }
        events.drainedIf(true);
    }

    /** A stream is over. */
    void streamClosed() {
        events.drainedIf(driver.streams() == 0);
    }

    /** What a stream is told that was lost with the connection. */
    Throwable closedBy(End.Lost lost) {
        if (!lost.byPeer() && !lost.code().equals(ErrorCode.NO_ERROR)) {
            return PeerFault.of(lost.code(), lost.reason());
        }
        GoAway said = events.goAway();
        return said == null
                ? new HttpClosedException("Stream was closed")
                : new HttpClosedException(said);
    }

    // What streams ask.

    HttpServerOptions options() {
        return setup.options();
    }

    ContentEncoder.@Nullable Codings codings() {
        return setup.codings();
    }

    ServerSetup setup() {
        return setup;
    }

    String origin() {
        return origin.uri();
    }

    /** Runs this on the event loop: now, where this is it. */
    void onLoop(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    // What the application asks, by any thread.

    @Override
    public HttpServerConnection handler(@Nullable Handler<HttpServerRequest> handler) {
        requestHandler = handler;
        return this;
    }

    /** The engine answers requests that are none itself (RFC 9113 section 8.1.1). */
    @Override
    public HttpServerConnection invalidRequestHandler(Handler<HttpServerRequest> handler) {
        return this;
    }

    @Override
    public ServerConnection closeHandler(@Nullable Handler<Void> handler) {
        super.closeHandler(handler);
        return this;
    }

    @Override
    public ServerConnection exceptionHandler(@Nullable Handler<Throwable> handler) {
        super.exceptionHandler(handler);
        return this;
    }

    @Override
    public int getWindowSize() {
        return window;
    }

    @Override
    public HttpConnection setWindowSize(int size) {
        window = size;
        onLoop(
                () ->
                        driver.change(
                                driver.limits().toBuilder()
                                        .connectionWindow(Math.max(65_535, size))
                                        .build(),
                                failure -> {}));
        return this;
    }

    /**
     * GOAWAY, twice: streams may finish, and then the connection closes. The last stream is always
     * that which was accepted last.
     */
    @Override
    public HttpConnection goAway(long code, int lastStreamId, @Nullable Buffer debug) {
        if (code < 0) {
            throw new IllegalArgumentException("code: " + code + " (expected: 0+)");
        }
        String reason = debug == null ? "" : debug.toString();
        onLoop(() -> leaving.drain(ErrorCode.of((int) code), reason));
        return this;
    }

    @Override
    public HttpConnection goAwayHandler(@Nullable Handler<GoAway> handler) {
        events.goAwayHandler(handler);
        return this;
    }

    @Override
    public HttpConnection shutdownHandler(@Nullable Handler<Void> handler) {
        events.shutdownHandler(handler);
        return this;
    }

    @Override
    public Future<Void> shutdown(long timeout, TimeUnit unit) {
        PromiseInternal<Void> promise = vertx.promise();
        if (timeout < 0) {
            promise.fail("Invalid timeout value " + timeout);
        } else {
            onLoop(() -> leaving.leave(unit.toMillis(timeout), promise));
        }
        return promise.future();
    }

    /** The server closes: streams may finish. */
    void drain() {
        onLoop(leaving::drain);
    }

    @Override
    public Future<Void> close() {
        PromiseInternal<Void> promise = context.promise();
        onLoop(() -> leaving.leave(0, promise));
        return promise.future();
    }

    @Override
    public Http2Settings settings() {
        return Mapping.settings(acknowledged);
    }

    @Override
    public Future<Void> updateSettings(Http2Settings settings) {
        PromiseInternal<Void> promise = context.promise();
        onLoop(
                () -> {
                    LimitsBuilder changed = driver.limits().toBuilder();
                    Mapping.settings(changed, settings);
                    Limits next = changed.build();
                    driver.change(
                            next,
                            failure -> {
                                if (failure == null) {
                                    acknowledged = next;
                                    promise.complete();
                                } else {
                                    promise.fail(failure);
                                }
                            });
                });
        return promise.future();
    }

    @Override
    public HttpConnection updateSettings(
            Http2Settings settings, @Nullable Handler<AsyncResult<Void>> handler) {
        Future<Void> updated = updateSettings(settings);
        if (handler != null) {
            updated.onComplete(handler);
        }
        return this;
    }

    @Override
    public @Nullable Http2Settings remoteSettings() {
        return events.remoteSettings();
    }

    @Override
    public HttpConnection remoteSettingsHandler(@Nullable Handler<Http2Settings> handler) {
        events.remoteSettingsHandler(handler);
        return this;
    }

    @Override
    public Future<Buffer> ping(Buffer data) {
        if (data.length() != 8) {
            throw new IllegalArgumentException("Ping data must be exactly 8 bytes");
        }
        long opaque = data.getLong(0);
        PromiseInternal<Buffer> pong = context.promise();
        onLoop(() -> driver.ping(opaque, ConnectionEvents.completing(pong, opaque)));
        return pong.future();
    }

    @Override
    public HttpConnection ping(Buffer data, @Nullable Handler<AsyncResult<Buffer>> handler) {
        Future<Buffer> pong = ping(data);
        if (handler != null) {
            pong.onComplete(handler);
        }
        return this;
    }

    @Override
    public HttpConnection pingHandler(@Nullable Handler<Buffer> handler) {
        events.pingHandler(handler);
        return this;
    }
}
