package dev.stillframe.vertx4;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import io.vertx.core.net.impl.HAProxyMessageCompletionHandler;
import io.vertx.core.net.impl.SslChannelProvider;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an accepted channel: Vert.x configures it, and we stand before the handlers that
 * would begin its HTTP/2. By ALPN that is when the handshake is over; without TLS, when the first
 * octets are the preface. An upgrade from HTTP/1.1 stays Vert.x'.
 */
final class Accepting implements BiConsumer<Channel, SslChannelProvider> {
    private static final String HANDSHAKER = "handshaker";

    private final BiConsumer<Channel, SslChannelProvider> own;
    private final HttpServerOptions options;
    private final Opening opening;
    private final Consumer<Throwable> failures;

    /**
     * @param own what Vert.x does, but for the PROXY protocol
     */
    Accepting(
            BiConsumer<Channel, SslChannelProvider> own,
            HttpServerOptions options,
            Opening opening,
            Consumer<Throwable> failures) {
        this.own = own;
        this.options = options;
        this.opening = opening;
        this.failures = failures;
    }

    @Override
    public void accept(Channel channel, SslChannelProvider tls) {
        if (HAProxyMessageCompletionHandler.canUseProxyProtocol(options.isUseProxyProtocol())) {
            awaitProxy(channel, tls);
        } else {
            configure(channel, tls);
        }
    }

    private void awaitProxy(Channel channel, SslChannelProvider tls) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(new HAProxyMessageDecoder());
        IdleStateHandler idle = null;
        if (options.getProxyProtocolTimeout() > 0) {
            idle =
                    new IdleStateHandler(
                            0,
                            0,
                            options.getProxyProtocolTimeout(),
                            options.getProxyProtocolTimeoutUnit());
            pipeline.addLast("idle", idle);
        }
        Promise<Channel> told = channel.eventLoop().newPromise();
        pipeline.addLast(new HAProxyMessageCompletionHandler(told));
        IdleStateHandler waiting = idle;
        told.addListener((Future<Channel> done) -> proxyTold(done, channel, waiting, tls));
    }

    private void proxyTold(
            Future<Channel> done,
            Channel channel,
            @Nullable IdleStateHandler waiting,
            SslChannelProvider tls) {
        if (!done.isSuccess()) {
            failures.accept(done.cause());
            return;
        }
        if (waiting != null) {
            channel.pipeline().remove(waiting);
        }
        configure(channel, tls);
    }

    private void configure(Channel channel, SslChannelProvider tls) {
        own.accept(channel, tls);
        ChannelPipeline pipeline = channel.pipeline();
        if (options.isSsl()) {
            if (options.isUseAlpn() && pipeline.get(HANDSHAKER) != null) {
                pipeline.addBefore(HANDSHAKER, AlpnChoice.NAME, new AlpnChoice(opening));
            }
            return;
        }
        ChannelHandlerContext detector = pipeline.context(Http1xOrH2CHandler.class);
        if (detector != null) {
            pipeline.addBefore(detector.name(), PrefaceChoice.NAME, new PrefaceChoice(opening));
        }
    }
}
