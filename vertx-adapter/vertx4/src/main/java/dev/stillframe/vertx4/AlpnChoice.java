package dev.stillframe.vertx4;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;

/** Waits for the TLS handshake: what chose h2 is ours, all else goes its way. */
final class AlpnChoice extends ChannelInboundHandlerAdapter {
    static final String NAME = "stillframe-alpn";

    private final Opening opening;

    AlpnChoice(Opening opening) {
        this.opening = opening;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            context.fireUserEventTriggered(event);
            return;
        }
        ChannelPipeline pipeline = context.pipeline();
        SslHandler tls = pipeline.get(SslHandler.class);
        if (handshake.isSuccess() && tls != null && "h2".equals(tls.applicationProtocol())) {
            pipeline.remove("handshaker");
            pipeline.remove(this);
            opening.open(pipeline);
        } else {
            context.fireUserEventTriggered(event);
            if (!context.isRemoved()) {
                pipeline.remove(this);
            }
        }
    }
}
