package dev.stillframe.workbench.netty;

import dev.stillframe.workbench.front.Tuning;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * Requests of one connection, at the codec's lowest level: a listener to its frames.
 *
 * <p>That is its fastest: no object for a frame, no channel for a stream. The codec flushes once
 * all that was read has been answered.
 */
final class NettyConnection extends Http2FrameAdapter {

    private final Http2Connection connection;
    private final Http2ConnectionEncoder encoder;
    private final Http2Connection.PropertyKey waiting;

    private NettyConnection(Http2ConnectionHandler handler) {
        connection = handler.connection();
        encoder = handler.encoder();
        waiting = connection.newKey();
    }

    /** A handler of the pipeline for one connection. */
    static Http2ConnectionHandler handler() {
        Http2ConnectionHandler handler =
                new Http2ConnectionHandlerBuilder()
                        .server(true)
                        .frameListener(new Http2FrameAdapter())
                        .gracefulShutdownTimeoutMillis(Tuning.DRAIN.toMillis())
                        .build();
        // The listener needs the encoder, which only the finished handler has.
        handler.decoder().frameListener(new NettyConnection(handler));
        return handler;
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endStream) {
        onHeadersRead(context, streamId, headers, padding, endStream);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int padding,
            boolean endStream) {
        if (headers.path() == null) {
            trailers(context, streamId, headers);
            return;
        }
        NettyExchange exchange = new NettyExchange(context, encoder, streamId, headers);
        if (exchange.echoes()) {
            exchange.beginEcho(endStream);
        } else if (endStream) {
            exchange.answer();
        }
        if (!endStream) {
            connection.stream(streamId).setProperty(waiting, exchange);
        }
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext context,
            int streamId,
            ByteBuf data,
            int padding,
            boolean endStream)
            throws Http2Exception {
        NettyExchange exchange = waiting(streamId);
        if (exchange == null) {
            return data.readableBytes() + padding;
        }
        if (!exchange.echoes()) {
            if (endStream) {
                exchange.answer();
            }
            return data.readableBytes() + padding;
        }
        // What is echoed returns as credit once it has been written.
        int octets = data.readableBytes();
        exchange.echo(data.retain(), endStream)
                .addListener(ignored -> consumed(context, streamId, octets));
        return padding;
    }

    private void consumed(ChannelHandlerContext context, int streamId, int octets)
            throws Http2Exception {
        Http2Stream stream = connection.stream(streamId);
        if (stream != null
                && octets > 0
                && connection.local().flowController().consumeBytes(stream, octets)) {
            context.channel().flush();
        }
    }

    private void trailers(ChannelHandlerContext context, int streamId, Http2Headers trailers) {
        NettyExchange exchange = waiting(streamId);
        if (exchange != null && exchange.echoes()) {
            encoder.writeHeaders(context, streamId, trailers, 0, true, context.newPromise());
        } else if (exchange != null) {
            exchange.answer();
        }
    }

    private @Nullable NettyExchange waiting(int streamId) {
        Http2Stream stream = connection.stream(streamId);
        return stream == null ? null : stream.getProperty(waiting);
    }
}
