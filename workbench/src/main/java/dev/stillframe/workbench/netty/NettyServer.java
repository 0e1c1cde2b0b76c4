package dev.stillframe.workbench.netty;

import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.front.Tuning;
import dev.stillframe.workbench.tls.Identity;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The listening channels, and all connections that came of them. */
final class NettyServer implements Serving {

    private final MultiThreadIoEventLoopGroup loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel plain;
    private final @Nullable Channel tls;

    private NettyServer(Listening listening) throws SSLException {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        loops = new MultiThreadIoEventLoopGroup(Tuning.loops(), io);
        Class<? extends ServerChannel> type =
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        try {
            plain = listen(type, listening.port(), new Plain());
            Listening.Tls secure = listening.tls();
            tls =
                    secure == null
                            ? null
                            : listen(type, secure.port(), new Secure(context(secure.identity())));
        } catch (SSLException | RuntimeException failure) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw failure;
        }
    }

    static NettyServer start(Listening listening) throws SSLException {
        // On by default, to find mistakes; a server at work goes without.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        return new NettyServer(listening);
    }

    @Override
    public int port() {
        return ((InetSocketAddress) plain.localAddress()).getPort();
    }

    @Override
    public int tlsPort() {
        return tls == null ? NO_PORT : ((InetSocketAddress) tls.localAddress()).getPort();
    }

    @Override
    public void close() {
        plain.close().awaitUninterruptibly();
        if (tls != null) {
            tls.close().awaitUninterruptibly();
        }
        // The handler of a connection sends GOAWAY and waits for its streams.
        connections
                .close()
                .awaitUninterruptibly(Tuning.DRAIN.toMillis() + 1_000, TimeUnit.MILLISECONDS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Channel listen(
            Class<? extends ServerChannel> type, int port, ChannelInitializer<Channel> first) {
        return new ServerBootstrap()
                .group(loops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, Tuning.BACKLOG)
                .childHandler(first)
                .bind(port)
                .syncUninterruptibly()
                .channel();
    }

    private static SslContext context(Identity identity) throws SSLException {
        boolean openSsl = Tuning.nativeTls() && OpenSsl.isAvailable();
        return SslContextBuilder.forServer(identity.keys().getPrivate(), identity.certificate())
                .sslProvider(openSsl ? SslProvider.OPENSSL : SslProvider.JDK)
                .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(
                        new ApplicationProtocolConfig(
                                Protocol.ALPN,
                                SelectorFailureBehavior.NO_ADVERTISE,
                                SelectedListenerFailureBehavior.ACCEPT,
                                ApplicationProtocolNames.HTTP_2))
                .build();
    }

    private final class Plain extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            connections.add(channel);
            channel.pipeline().addLast(NettyConnection.handler());
        }
    }

    private final class Secure extends ChannelInitializer<Channel> {
        private final SslContext context;

        Secure(SslContext context) {
            this.context = context;
        }

        @Override
        protected void initChannel(Channel channel) {
            connections.add(channel);
            channel.pipeline().addLast(context.newHandler(channel.alloc()), new Negotiated());
        }
    }

    private static final class Negotiated extends ApplicationProtocolNegotiationHandler {

        Negotiated() {
            super("none");
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext context, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                context.pipeline().addLast(NettyConnection.handler());
            } else {
                context.close();
            }
        }
    }
}
