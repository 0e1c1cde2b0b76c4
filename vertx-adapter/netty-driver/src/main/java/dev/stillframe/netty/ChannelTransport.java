package dev.stillframe.netty;

import dev.stillframe.api.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The engine's port on the network's side, over a channel, its allocator and its loop's timers. */
final class ChannelTransport implements Transport {
    /**
     * How long the peer has to read our last frames and close, before we close wholly. A close with
     * unread input would make TCP reset the connection, and the GOAWAY would be lost.
     */
    private static final long LINGER_MILLIS = 500;

    private final ChannelDriver driver;
    private final ChannelHandlerContext context;
    private final EventExecutor loop;
    private final ChannelFutureListener written = this::written;
    private final Runnable wake = this::wake;
    private final StallWatch stalls;

    private final List<ByteBuf> lent = new ArrayList<>(2);
    private final List<ByteBuffer> lentAs = new ArrayList<>(2);

    private long wakeAt = Long.MAX_VALUE;
    private long alarmAt = Long.MAX_VALUE;
    private @Nullable ScheduledFuture<?> alarm;
    private boolean closing;

    /**
     * @param stallTimeout how long the channel may take nothing while octets wait; zero for ever
     */
    ChannelTransport(ChannelDriver driver, ChannelHandlerContext context, Duration stallTimeout) {
        this.driver = driver;
        this.context = context;
        this.loop = context.executor();
        this.stalls = new StallWatch(loop, stallTimeout, this::waiting, () -> gaveUp(stallTimeout));
    }

    /** What moves with every octet that the socket takes. */
    private long waiting() {
        ChannelOutboundBuffer out = context.channel().unsafe().outboundBuffer();
        return out == null ? 0 : out.totalPendingWriteBytes() - out.currentProgress();
    }

    private void gaveUp(Duration stallTimeout) {
        driver.failed(
                new IOException(
                        "the peer has taken nothing for " + stallTimeout.toMillis() + " ms"));
        context.close();
    }

    /** Whether the engine has said all that it had to say. */
    boolean isClosing() {
        return closing;
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public ByteBuffer acquire(int size) {
        ByteBuf buffer = context.alloc().ioBuffer(size, size);
        ByteBuffer octets = buffer.nioBuffer(0, size);
        lent.add(buffer);
        lentAs.add(octets);
        return octets;
    }

    @Override
    public void release(ByteBuffer octets) {
        for (int i = lentAs.size() - 1; i >= 0; i--) {
            if (lentAs.get(i) == octets) {
                lentAs.remove(i);
                lent.remove(i).release();
                return;
            }
        }
        throw new IllegalArgumentException("not a buffer of this transport's");
    }

    /** One write of the channel's for each buffer, which it gathers, and one flush. */
    @Override
    public void write(List<ByteBuffer> octets) {
        long length = 0;
        int last = octets.size() - 1;
        for (int i = 0; i < last; i++) {
            length += octets.get(i).remaining();
            context.write(Unpooled.wrappedBuffer(octets.get(i)));
        }
        length += octets.get(last).remaining();
        driver.writing(length);
        ChannelFuture write = context.writeAndFlush(Unpooled.wrappedBuffer(octets.get(last)));
        if (!write.isDone()) {
            stalls.begin();
        }
        write.addListener(written);
    }

    private void written(ChannelFuture write) {
        stalls.end();
        if (write.isSuccess()) {
            driver.written();
        } else {
            driver.writeFailed(write.cause());
        }
    }

    /** An alarm that comes too early looks again: most of them are only ever put off. */
    @Override
    public void wakeAt(long nanos) {
        wakeAt = nanos;
        if (nanos >= alarmAt) {
            return;
        }
        ScheduledFuture<?> before = alarm;
        if (before != null) {
            before.cancel(false);
        }
        set(nanos);
    }

    private void set(long nanos) {
        alarmAt = nanos;
        long delay = Math.max(0, nanos - System.nanoTime());
        alarm = loop.schedule(wake, delay, TimeUnit.NANOSECONDS);
    }

    private void wake() {
        alarm = null;
        alarmAt = Long.MAX_VALUE;
        if (wakeAt == Long.MAX_VALUE) {
            return;
        }
        if (wakeAt - System.nanoTime() > 0) {
            set(wakeAt);
        } else {
            wakeAt = Long.MAX_VALUE;
            driver.flush();
        }
    }

    /** No alarm rings any more. */
    void stop() {
        wakeAt = Long.MAX_VALUE;
        alarmAt = Long.MAX_VALUE;
        ScheduledFuture<?> before = alarm;
        alarm = null;
        if (before != null) {
            before.cancel(false);
        }
    }

    /** Nothing is written any more. */
    void over() {
        stop();
        stalls.stop();
    }

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        stop();
        Channel channel = context.channel();
        if (!channel.isActive() || !(channel instanceof DuplexChannel duplex)) {
            context.close();
            return;
        }
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls == null) {
            duplex.shutdownOutput();
        } else {
            tls.closeOutbound()
                    .addListener(
                            ignored -> {
                                if (channel.isActive()) {
                                    duplex.shutdownOutput();
                                }
                            });
        }
        loop.schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The peer has closed, too, or nobody waits for it to. */
    void closeWholly() {
        closing = true;
        over();
        context.close();
    }
}
