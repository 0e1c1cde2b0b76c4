package dev.stillframe.vertx4;

import io.netty.channel.Channel;
import io.netty.handler.traffic.GlobalTrafficShapingHandler;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.http.impl.HttpServerConnectionHandler;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.logging.Logger;
import io.vertx.core.impl.logging.LoggerFactory;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.SslChannelProvider;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x' server, which hands its HTTP/2 connections to us. TLS, ALPN, addresses, sharing of ports
 * and HTTP/1.1 stay its own.
 */
final class StillframeServer extends HttpServerImpl {
    private static final Logger LOG = LoggerFactory.getLogger(StillframeServer.class);

    private final HttpServerOptions asked;
    private final ServerSetup setup;

    /** Those that were accepted since it listens. */
    private volatile Connections connections = new Connections();

    private @Nullable Handler<HttpServerRequest> invalidRequestHandler;
    private @Nullable Handler<ServerWebSocketHandshake> handshakeHandler;
    private @Nullable Handler<HttpConnection> connectionHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    StillframeServer(VertxInternal vertx, HttpServerOptions options, StillframeOptions more) {
        // The PROXY protocol comes first on a connection: we speak it, before Vert.x is asked.
        super(vertx, new HttpServerOptions(options).setUseProxyProtocol(false));
        this.asked = new HttpServerOptions(options);
        this.setup = ServerSetup.of(asked, more);
    }

    @Override
    public HttpServer invalidRequestHandler(@Nullable Handler<HttpServerRequest> handler) {
        super.invalidRequestHandler(handler);
        invalidRequestHandler = handler;
        return this;
    }

    @Override
    public HttpServer webSocketHandshakeHandler(
            @Nullable Handler<ServerWebSocketHandshake> handler) {
        super.webSocketHandshakeHandler(handler);
        handshakeHandler = handler;
        return this;
    }

    @Override
    public synchronized HttpServer connectionHandler(@Nullable Handler<HttpConnection> handler) {
        super.connectionHandler(handler);
        connectionHandler = handler;
        return this;
    }

    @Override
    public synchronized HttpServer exceptionHandler(@Nullable Handler<Throwable> handler) {
        super.exceptionHandler(handler);
        exceptionHandler = handler;
        return this;
    }

    /** Completes once no connection of HTTP/2 is left: what stops event loops waits for that. */
    @Override
    public void close(Promise<Void> completion) {
        Connections leaving = connections;
        Promise<Void> deaf = Promise.promise();
        super.close(deaf);
        Future.join(deaf.future(), leaving.close()).<Void>mapEmpty().onComplete(completion);
    }

    @Override
    protected BiConsumer<Channel, SslChannelProvider> childHandler(
            ContextInternal context,
            SocketAddress address,
            @Nullable GlobalTrafficShapingHandler shaping) {
        Connections accepted = new Connections();
        connections = accepted;
        BiConsumer<Channel, SslChannelProvider> own = super.childHandler(context, address, shaping);
        ContextInternal connectionContext =
                context.isEventLoopContext()
                        ? context
                        : vertx.createEventLoopContext(
                                context.nettyEventLoop(),
                                context.workerPool(),
                                context.classLoader());
        Handler<Throwable> failures =
                exceptionHandler != null
                        ? exceptionHandler
                        : failure -> LOG.trace("Connection failure", failure);
        HttpServerConnectionHandler ready =
                new HttpServerConnectionHandler(
                        this,
                        requestHandler(),
                        invalidRequestHandler,
                        handshakeHandler,
                        webSocketHandler(),
                        connectionHandler,
                        failures);
        Origin origin = Origin.of(asked, address, context);
        return new Accepting(
                own,
                asked,
                new Opening(this, setup, origin, connectionContext, accepted, ready),
                failure -> connectionContext.emit(failure, failures));
    }
}
