package dev.stillframe.vertx.binding;

import dev.stillframe.vertx.StillframeOptions;
import io.vertx.core.Closeable;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.internal.CloseSequence;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.http.HttpServerInternal;
import io.vertx.core.internal.net.NetServerInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrafficShapingOptions;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server over one of Vert.x' for sockets. Sockets, TLS, PROXY protocol, shared ports and traffic
 * shaping are that one's; what is spoken on a connection is {@link Channels}'.
 */
final class FramedServer implements HttpServerInternal {
    private static final Handler<Throwable> LOGGED =
            failure -> Servers.LOG.log(Level.TRACE, "A connection has failed", failure);

    private final VertxInternal vertx;
    private final HttpServerConfig config;
    private final @Nullable ServerSSLOptions ssl;
    private final @Nullable SSLEngineOptions engine;
    private final boolean webSocketWriteHandlers;
    private final StillframeOptions more;

    private @Nullable Handler<HttpServerRequest> requestHandler;
    private @Nullable Handler<HttpServerRequest> invalidRequestHandler;
    private @Nullable Handler<ServerWebSocket> webSocketHandler;
    private @Nullable Handler<ServerWebSocketHandshake> handshakeHandler;
    private @Nullable Handler<HttpConnection> connectionHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    private @Nullable NetServerInternal sockets;
    private @Nullable HttpServerMetrics<?, ?> metrics;
    private @Nullable CloseSequence closing;
    private Duration closeTimeout = Duration.ZERO;

    FramedServer(
            VertxInternal vertx,
            HttpServerConfig config,
            @Nullable ServerSSLOptions ssl,
            @Nullable SSLEngineOptions engine,
            boolean webSocketWriteHandlers,
            StillframeOptions more) {
        this.vertx = vertx;
        this.config = config;
        this.ssl = ssl;
        this.engine = engine;
        this.webSocketWriteHandlers = webSocketWriteHandlers;
        this.more = more;
    }

    /** The users' handlers. None changes once the server listens. */
    record Handlers(
            @Nullable Handler<HttpServerRequest> request,
            @Nullable Handler<HttpServerRequest> invalidRequest,
            @Nullable Handler<ServerWebSocket> webSocket,
            @Nullable Handler<ServerWebSocketHandshake> handshake,
            @Nullable Handler<HttpConnection> connection,
            Handler<Throwable> exception) {}

    private void beforeListening() {
        if (sockets != null) {
            throw new IllegalStateException("Please set handler before server is listening");
        }
    }

    @Override
    public synchronized HttpServer requestHandler(@Nullable Handler<HttpServerRequest> handler) {
        beforeListening();
        requestHandler = handler;
        return this;
    }

    @Override
    public synchronized @Nullable Handler<HttpServerRequest> requestHandler() {
        return requestHandler;
    }

    @Override
    public synchronized HttpServer invalidRequestHandler(
            @Nullable Handler<HttpServerRequest> handler) {
        beforeListening();
        invalidRequestHandler = handler;
        return this;
    }

    @Override
    public synchronized HttpServer connectionHandler(@Nullable Handler<HttpConnection> handler) {
        beforeListening();
        connectionHandler = handler;
        return this;
    }

    @Override
    public synchronized HttpServer webSocketHandshakeHandler(
            @Nullable Handler<ServerWebSocketHandshake> handler) {
        beforeListening();
        handshakeHandler = handler;
        return this;
    }

    @Override
    public synchronized HttpServer exceptionHandler(@Nullable Handler<Throwable> handler) {
        beforeListening();
        exceptionHandler = handler;
        return this;
    }

    @Override
    public synchronized HttpServer webSocketHandler(@Nullable Handler<ServerWebSocket> handler) {
        beforeListening();
        webSocketHandler = handler;
        return this;
    }

    @Override
    public synchronized @Nullable Handler<ServerWebSocket> webSocketHandler() {
        return webSocketHandler;
    }

    private synchronized NetServer listening() {
        NetServer server = sockets;
        if (server == null) {
            throw new IllegalStateException("Not listening");
        }
        return server;
    }

    @Override
    public Future<Boolean> updateSSLOptions(ServerSSLOptions options, boolean force) {
        // What ALPN offers is ours to say, as at the start.
        return listening().updateSSLOptions(Channels.alpn(config, options), force);
    }

    @Override
    public Future<Boolean> updateTrafficShapingOptions(TrafficShapingOptions options) {
        return listening().updateTrafficShapingOptions(options);
    }

    @Override
    public synchronized int actualPort() {
        NetServer server = sockets;
        return server == null ? 0 : server.actualPort();
    }

    @Override
    public @Nullable HttpServerMetrics<?, ?> getMetrics() {
        return metrics;
    }

    @Override
    public synchronized boolean isClosed() {
        NetServerInternal server = sockets;
        return server == null || server.isClosed();
    }

    @Override
    public Future<HttpServer> listen() {
        return listen(vertx.getOrCreateContext());
    }

    @Override
    public Future<HttpServer> listen(SocketAddress address) {
        return listen(vertx.getOrCreateContext(), address);
    }

    @Override
    public Future<HttpServer> listen(ContextInternal context) {
        return listen(
                context, SocketAddress.inetSocketAddress(config.getTcpPort(), config.getTcpHost()));
    }

    @Override
    public synchronized Future<HttpServer> listen(ContextInternal context, SocketAddress address) {
        if (requestHandler == null && webSocketHandler == null && handshakeHandler == null) {
            throw new IllegalStateException("Set request or WebSocket handler first");
        }
        if (sockets != null) {
            throw new IllegalStateException("Listening already");
        }
        // Connections live on event loops, whatever their requests run on.
        ContextInternal loops =
                context.isEventLoopContext()
                        ? context
                        : context.toBuilder().withThreadingModel(ThreadingModel.EVENT_LOOP).build();
        Handler<Throwable> given = exceptionHandler;
        Handlers handlers =
                new Handlers(
                        requestHandler,
                        invalidRequestHandler,
                        webSocketHandler,
                        handshakeHandler,
                        connectionHandler,
                        given == null ? LOGGED : given);
        NetServerInternal server = Channels.sockets(vertx, config, ssl, engine);
        server.exceptionHandler(handlers.exception());
        sockets = server;
        metrics =
                vertx.metrics() == null
                        ? null
                        : vertx.metrics().createHttpServerMetrics(config, address, null);
        Channels channels =
                new Channels(
                        vertx,
                        config,
                        ssl,
                        engine,
                        webSocketWriteHandlers,
                        more,
                        handlers,
                        metrics,
                        context,
                        loops,
                        address);
        server.connectHandler(channels::accepted);
        closing =
                new CloseSequence(
                        done -> close(server, done),
                        done -> server.shutdown(closeTimeout).onComplete(done));
        Promise<HttpServer> listening = context.promise();
        server.listen(loops, address).map((HttpServer) this).onComplete(listening);
        return listening.future();
    }

    private void close(NetServer server, Completable<Void> done) {
        Completable<Void> last =
                (result, failure) -> {
                    HttpServerMetrics<?, ?> measured = metrics;
                    if (measured != null) {
                        measured.close();
                    }
                    done.complete(result, failure);
                };
        if (requestHandler instanceof Closeable closeable) {
            closeable.close((result, failure) -> server.close().onComplete(last));
        } else {
            server.close().onComplete(last);
        }
    }

    @Override
    public Future<Void> shutdown(Duration timeout) {
        CloseSequence sequence;
        synchronized (this) {
            sequence = closing;
            closing = null;
            closeTimeout = timeout;
        }
        ContextInternal context = vertx.getOrCreateContext();
        if (sequence == null) {
            return context.succeededFuture();
        }
        Promise<Void> done = context.promise();
        sequence.close().onComplete(done);
        return done.future();
    }
}
