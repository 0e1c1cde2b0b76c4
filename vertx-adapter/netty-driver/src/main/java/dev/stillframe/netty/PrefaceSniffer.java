package dev.stillframe.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by its first octets whether a cleartext connection begins with HTTP/2's preface (RFC
 * 9113 section 3.4) or is for HTTP/1.1, lets the pipeline be set up for it, and leaves.
 */
public abstract class PrefaceSniffer extends ChannelInboundHandlerAdapter {
    /** No method of HTTP/1.1 begins so. */
    private static final int PRI = 'P' << 24 | 'R' << 16 | 'I' << 8 | ' ';

    private static final int LENGTH = 4;

    private @Nullable ByteBuf begun;

    /** For subclasses. */
    protected PrefaceSniffer() {}

    /**
     * Sets up what comes behind this handler. What has been read is passed on there afterwards.
     *
     * @param http2 whether the preface has begun
     */
    protected abstract void decided(ChannelHandlerContext context, boolean http2);

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf octets)) {
            context.fireChannelRead(message);
            return;
        }
        ByteBuf all = octets;
        ByteBuf earlier = begun;
        if (earlier != null) {
            begun = null;
            all = context.alloc().buffer(earlier.readableBytes() + octets.readableBytes());
            all.writeBytes(earlier).writeBytes(octets);
            earlier.release();
            octets.release();
        }
        int known = Math.min(LENGTH, all.readableBytes());
        for (int i = 0; i < known; i++) {
            if (all.getByte(all.readerIndex() + i) != (byte) (PRI >>> 24 - 8 * i)) {
                decide(context, false, all);
                return;
            }
        }
        if (known == LENGTH) {
            decide(context, true, all);
        } else {
            begun = all;
        }
    }

    private void decide(ChannelHandlerContext context, boolean http2, ByteBuf octets) {
        try {
            decided(context, http2);
        } catch (RuntimeException | Error e) {
            octets.release();
            throw e;
        }
        context.fireChannelRead(octets);
        context.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ReferenceCountUtil.release(begun);
        begun = null;
    }
}
