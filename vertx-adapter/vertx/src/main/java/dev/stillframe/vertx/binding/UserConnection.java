package dev.stillframe.vertx.binding;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Settings;
import dev.stillframe.netty.Completion;
import dev.stillframe.netty.ConnectionListener;
import dev.stillframe.netty.Driver;
import dev.stillframe.netty.DriverOptions;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.GoAway;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpSettings;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.impl.VertxConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What users ask of a connection, by any thread, and what they are told of it. */
abstract class UserConnection extends VertxConnection
        implements HttpConnection, ConnectionListener {
    final Driver driver;
    private final Duration drain;

    private boolean known;
    private boolean leaving;
    private boolean shutdownTold;
    private @Nullable GoAway goAway;

    // Set by any thread.
    private volatile @Nullable Handler<GoAway> goAwayHandler;
    private volatile @Nullable Handler<Void> shutdownHandler;
    private volatile @Nullable Handler<HttpSettings> remoteSettingsHandler;
    private volatile @Nullable Handler<Buffer> pingHandler;

    UserConnection(
            ContextInternal context,
            ChannelHandlerContext at,
            DriverOptions driving,
            Duration drain) {
        super(context, at);
        this.drain = drain;
        this.driver = Driver.open(at, driving, this);
    }

    /** The peer has said its settings: users may be told of the connection. */
    abstract void introduced();

    /** Runs this on the event loop: now where this is it. */
    void onLoop(Runnable task) {
        EventLoop loop = context.nettyEventLoop();
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    static Completion completing(@Nullable Promise<Void> promise) {
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

    // What the driver says.

    @Override
    public void peerSettings(Settings settings) {
        if (!known) {
            known = true;
            introduced();
        } else {
            Handler<HttpSettings> handler = remoteSettingsHandler;
            if (handler != null) {
                context.emit(Mapping.settings(settings), handler);
            }
        }
    }

    @Override
    public void pinged(long opaque) {
        Handler<Buffer> handler = pingHandler;
        if (handler != null) {
            context.emit(Buffer.buffer().appendLong(opaque), handler);
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
        onLoop(() -> driver.drain(ErrorCode.of((int) errorCode), reason, drain));
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
    public UserConnection closeHandler(@Nullable Handler<Void> handler) {
        super.closeHandler(handler);
        return this;
    }

    @Override
    public UserConnection exceptionHandler(@Nullable Handler<Throwable> handler) {
        super.exceptionHandler(handler);
        return this;
    }

    @Override
    public Http2Settings settings() {
        return Mapping.settings(driver.limits());
    }

    @Override
    public Future<Void> updateSettings(HttpSettings settings) {
        Promise<Void> done = context.promise();
        onLoop(
                () -> {
                    LimitsBuilder limits = driver.limits().toBuilder();
                    Mapping.changes(limits, (Http2Settings) settings);
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
