package dev.stillframe.vertx4;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import java.nio.charset.StandardCharsets;

/**
 * Compares the first octets with the connection preface (RFC 9113 section 3.4): what begins so is
 * ours, all else goes its way.
 */
final class PrefaceChoice extends ChannelInboundHandlerAdapter {
    static final String NAME = "stillframe-preface";

    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Opening opening;

    /** Octets that are the preface's first, and have been held back. */
    private int matched;

    PrefaceChoice(Opening opening) {
        this.opening = opening;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf octets)) {
            context.fireChannelRead(message);
            return;
        }
        int compared = Math.min(octets.readableBytes(), PREFACE.length - matched);
        for (int i = 0; i < compared; i++) {
            if (octets.getByte(octets.readerIndex() + i) != PREFACE[matched + i]) {
                leave(context, octets);
                return;
            }
        }
        if (matched + compared < PREFACE.length) {
            matched += compared;
            octets.release();
            return;
        }
        begin(context, octets);
    }

    private void leave(ChannelHandlerContext context, ByteBuf octets) {
        ByteBuf all = whole(octets);
        // The context goes on leading to the next handler once it is removed.
        context.pipeline().remove(this);
        context.fireChannelRead(all);
    }

    private void begin(ChannelHandlerContext context, ByteBuf octets) {
        ByteBuf all = whole(octets);
        ChannelPipeline pipeline = context.pipeline();
        if (pipeline.get("idle") != null) {
            pipeline.remove("idle"); // ours comes after it
        }
        pipeline.remove(Http1xOrH2CHandler.class);
        opening.open(pipeline);
        pipeline.remove(this);
        context.fireChannelRead(all);
    }

    private ByteBuf whole(ByteBuf octets) {
        return matched == 0
                ? octets
                : Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(PREFACE, 0, matched), octets);
    }
}
