package dev.stillframe.vertx.binding;

import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.netty.DriverOptions;
import dev.stillframe.netty.PrefaceSniffer;
import dev.stillframe.vertx.StillframeOptions;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.compression.CompressionOptions;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.ThreadingModel;
import io.vertx.core.http.CompressionConfig;
import io.vertx.core.http.FormDecoderConfig;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.QueryParamDecoderConfig;
import io.vertx.core.http.impl.HttpUtils;
import io.vertx.core.http.impl.tcp.HttpServerConnectionHandler;
import io.vertx.core.http.impl.tcp.HttpServerConnectionInitializer;
import io.vertx.core.http.impl.tcp.TcpHttpServer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetServerInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TcpServerConfig;
import io.vertx.core.net.impl.VertxHandler;
import io.vertx.core.net.impl.tcp.NetServerBuilder;
import io.vertx.core.net.impl.tcp.NetSocketImpl;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.tracing.TracingPolicy;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is spoken on the connections of a server: HTTP/2 by ALPN or by its preface is ours, all else
 * is set up by Vert.x.
 */
final class Channels {
    /** The handler at the end of each pipeline of Vert.x'. */
    private static final String LAST = "handler";

    private final HttpServerConfig config;
    private final @Nullable ServerSSLOptions ssl;
    private final boolean webSocketWriteHandlers;
    private final FramedServer.Handlers handlers;
    private final @Nullable HttpServerMetrics<?, ?> metrics;
    private final ContextInternal context;
    private final ContextInternal loops;

    /** Vert.x' parts ask it for its configuration; it never listens. */
    private final TcpHttpServer holder;

    private final @Nullable Http1ServerConfig http1;
    private final Http2ServerConfig http2;
    private final Set<HttpVersion> versions;
    private final String origin;
    private final DriverOptions driving;
    private final StillframeOptions more;
    private final Coding coding;

    Channels(
            VertxInternal vertx,
            HttpServerConfig config,
            @Nullable ServerSSLOptions ssl,
            @Nullable SSLEngineOptions engine,
            boolean webSocketWriteHandlers,
            StillframeOptions more,
            FramedServer.Handlers handlers,
            @Nullable HttpServerMetrics<?, ?> metrics,
            ContextInternal context,
            ContextInternal loops,
            SocketAddress address) {
        this.config = config;
        this.ssl = ssl;
        this.webSocketWriteHandlers = webSocketWriteHandlers;
        this.handlers = handlers;
        this.metrics = metrics;
        this.context = context;
        this.loops = loops;
        this.more = more;
        this.coding = Coding.of(config);
        this.holder =
                new TcpHttpServer(vertx, config, ssl, engine, metrics, webSocketWriteHandlers);
        this.versions = EnumSet.copyOf(config.getVersions());
        this.http1 =
                versions.contains(HttpVersion.HTTP_1_1) || versions.contains(HttpVersion.HTTP_1_0)
                        ? orElse(config.getHttp1Config(), new Http1ServerConfig())
                        : null;
        this.http2 = orElse(config.getHttp2Config(), new Http2ServerConfig());
        this.origin =
                (ssl == null ? "http" : "https")
                        + "://"
                        + (address.isInetSocket() ? address.host() : "localhost")
                        + ":"
                        + address.port();
        this.driving =
                new DriverOptions(
                        Http2Engine.find(),
                        new Options(
                                        Role.SERVER,
                                        Mapping.limits(http2, more),
                                        false,
                                        false,
                                        ssl != null)
                                .telling(Options.Extra.values()),
                        more.highWater(),
                        more.hosted());
    }

    private static <T> T orElse(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    /** Vert.x' server for sockets, that does not listen yet. */
    static NetServerInternal sockets(
            VertxInternal vertx,
            HttpServerConfig config,
            @Nullable ServerSSLOptions ssl,
            @Nullable SSLEngineOptions engine) {
        CompressionConfig coding = config.getCompressionConfig();
        TcpServerConfig tcp = new TcpServerConfig(config.getTcpConfig()).setSsl(ssl != null);
        return new NetServerBuilder(vertx, tcp, ssl == null ? null : alpn(config, ssl))
                .sslEngine(engine)
                .fileRegionEnabled(coding == null || !coding.isCompressionEnabled())
                .cleanable(false)
                .protocol("http")
                .build();
    }

    /** The same options, with what is spoken here offered by ALPN, the best first. */
    static ServerSSLOptions alpn(HttpServerConfig config, ServerSSLOptions ssl) {
        List<HttpVersion> offered =
                Stream.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1, HttpVersion.HTTP_1_0)
                        .filter(config.getVersions()::contains)
                        .toList();
        return ssl.copy()
                .setUseAlpn(true)
                .setApplicationLayerProtocols(HttpUtils.fromHttpAlpnVersions(offered));
    }

    /** A connection is there; TLS is done. */
    void accepted(NetSocket accepted) {
        NetSocketImpl socket = (NetSocketImpl) accepted;
        Channel channel = socket.channel();
        ChannelPipeline pipeline = channel.pipeline();
        if (ssl == null) {
            pipeline.addBefore(
                    firstOf(pipeline),
                    null,
                    new PrefaceSniffer() {
                        @Override
                        protected void decided(ChannelHandlerContext at, boolean http2) {
                            if (http2) {
                                framed(socket, pipeline);
                            } else {
                                other(socket, channel);
                            }
                        }
                    });
        } else if ("h2".equals(pipeline.get(SslHandler.class).applicationProtocol())) {
            framed(socket, pipeline);
        } else {
            other(socket, channel);
        }
    }

    /** Before which handler Vert.x puts its own, so that what is sniffed passes through them. */
    private static String firstOf(ChannelPipeline pipeline) {
        if (pipeline.get(ChunkedWriteHandler.class) != null) {
            return "chunkedWriter";
        }
        return pipeline.get(IdleStateHandler.class) == null ? LAST : "idle";
    }

    private void framed(NetSocketImpl socket, ChannelPipeline pipeline) {
        HttpServerConnectionHandler requests = requests(); // before the pipeline is touched
        VertxHandler<FramedConnection> last =
                VertxHandler.create(
                        at ->
                                new FramedConnection(
                                        at,
                                        loops,
                                        context::duplicate,
                                        driving,
                                        more,
                                        requests,
                                        coding,
                                        metrics,
                                        socket.metrics(),
                                        tracing()));
        Object metric = socket.metric();
        pipeline.replace(VertxHandler.class, LAST, last);
        FramedConnection connection = Objects.requireNonNull(last.getConnection());
        connection.metric(metric);
        connection.start();
    }

    private HttpServerConnectionHandler requests() {
        return new HttpServerConnectionHandler(
                holder,
                versions,
                origin,
                handlers.request(),
                handlers.invalidRequest(),
                handlers.webSocket(),
                handlers.handshake(),
                handlers.connection(),
                handlers.exception(),
                http2.getConnectionWindowSize());
    }

    private @Nullable TracingPolicy tracing() {
        return config.getObservabilityConfig() == null
                ? null
                : config.getObservabilityConfig().getTracingPolicy();
    }

    /** HTTP/1.1, with WebSocket and with the upgrade to h2c, is Vert.x' own. */
    private void other(NetSocketImpl socket, Channel channel) {
        CompressionConfig coding = config.getCompressionConfig();
        List<CompressionOptions> coders = coding == null ? List.of() : coding.getCompressors();
        boolean any = coding != null && !coders.isEmpty();
        FormDecoderConfig forms = orElse(config.getFormDecoderConfig(), new FormDecoderConfig());
        new HttpServerConnectionInitializer(
                        loops,
                        context.threadingModel(),
                        config.getStrictThreadMode()
                                && context.threadingModel() == ThreadingModel.EVENT_LOOP,
                        context::duplicate,
                        holder,
                        any && coding.isCompressionEnabled(),
                        any && coding.isDecompressionEnabled(),
                        tracing(),
                        config.getTcpConfig().getLogConfig() != null,
                        any ? coders.toArray(new CompressionOptions[0]) : null,
                        coding == null ? 0 : coding.getContentSizeThreshold(),
                        config.isHandle100ContinueAutomatically(),
                        forms.getMaxAttributeSize(),
                        forms.getMaxFields(),
                        forms.getMaxBufferedBytes(),
                        orElse(config.getQueryParamConfig(), new QueryParamDecoderConfig()),
                        http1,
                        http2,
                        webSocketWriteHandlers,
                        config.getWebSocketConfig(),
                        ssl == null ? null : alpn(config, ssl),
                        origin,
                        requests(),
                        handlers.exception(),
                        metrics,
                        socket.metrics(),
                        socket.metric())
                .configurePipeline(channel, null, null, socket.metrics());
    }
}
