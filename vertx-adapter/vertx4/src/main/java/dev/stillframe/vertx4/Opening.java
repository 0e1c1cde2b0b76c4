package dev.stillframe.vertx4;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.logging.LoggingHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.impl.VertxHandler;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import org.jspecify.annotations.Nullable;

/** Puts a connection of ours at the end of a pipeline that is to speak HTTP/2. */
final class Opening {
    private final StillframeServer server;
    private final ServerSetup setup;
    private final Origin origin;
    private final ContextInternal context;
    private final Connections connections;
    private final Handler<HttpServerConnection> ready;

    Opening(
            StillframeServer server,
            ServerSetup setup,
            Origin origin,
            ContextInternal context,
            Connections connections,
            Handler<HttpServerConnection> ready) {
        this.server = server;
        this.setup = setup;
        this.origin = origin;
        this.context = context;
        this.connections = connections;
        this.ready = ready;
    }

    /** On the event loop. */
    void open(ChannelPipeline pipeline) {
        if (!pipeline.channel().isActive()) {
            return; // nobody would be told that it has closed
        }
        HttpServerOptions options = setup.options();
        if (options.getLogActivity()) {
            pipeline.addLast("logging", new LoggingHandler(options.getActivityLogDataFormat()));
        }
        int any = options.getIdleTimeout();
        int read = options.getReadIdleTimeout();
        int write = options.getWriteIdleTimeout();
        if (any > 0 || read > 0 || write > 0) {
            pipeline.addLast(
                    "idle", new IdleStateHandler(read, write, any, options.getIdleTimeoutUnit()));
        }
        HttpServerMetrics<Object, ?, Object> metrics = metrics();
        VertxHandler<ServerConnection> handler =
                VertxHandler.create(
                        channel ->
                                new ServerConnection(
                                        context, channel, setup, origin, metrics, ready));
        pipeline.addLast("handler", handler);
        ServerConnection connection = handler.getConnection();
        pipeline.addBefore("handler", "stillframe-reads", new Reads(connection));
        pipeline.addLast("stillframe-close", new Closes(connection));
        if (metrics != null) {
            connection.metric(
                    metrics.connected(connection.remoteAddress(), connection.remoteName()));
        }
        connection.driver().start();
        connections.add(connection);
    }

    @SuppressWarnings("unchecked")
    private @Nullable HttpServerMetrics<Object, ?, Object> metrics() {
        return (HttpServerMetrics<Object, ?, Object>) server.getMetrics();
    }

    /** Tells the connection what Vert.x' handler does not. */
    private static final class Reads extends ChannelInboundHandlerAdapter {
        private final ServerConnection connection;

        Reads(ServerConnection connection) {
            this.connection = connection;
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.fireChannelReadComplete();
            connection.driver().readComplete();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                connection.driver().inputClosed();
            }
            context.fireUserEventTriggered(event);
        }
    }

    /** Who closes the channel from outside, as the server does, lets the streams finish first. */
    private static final class Closes extends ChannelOutboundHandlerAdapter {
        private final ServerConnection connection;

        Closes(ServerConnection connection) {
            this.connection = connection;
        }

        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            context.channel().closeFuture().addListener(closed -> promise.trySuccess());
            connection.drain();
        }
    }
}
