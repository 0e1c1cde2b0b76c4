package dev.stillframe.workbench.netty;

import dev.stillframe.workbench.front.Reference;
import dev.stillframe.workbench.front.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** One request, and its answer as the {@link Reference} says. On its connection's loop only. */
final class NettyExchange {

    private static final AsciiString TYPE = AsciiString.cached("content-type");
    private static final AsciiString LENGTH = AsciiString.cached("content-length");
    private static final AsciiString TEXT = AsciiString.cached("text/plain");
    private static final AsciiString OCTETS = AsciiString.cached("application/octet-stream");
    private static final AsciiString OK = AsciiString.cached("200");
    private static final AsciiString ROOT = AsciiString.cached("/");
    private static final AsciiString HEAD = AsciiString.cached("HEAD");
    private static final AsciiString HELLO_LENGTH =
            AsciiString.cached(String.valueOf(Reference.HELLO.length()));

    /** The head that answers {@code GET /}: always the same, so it is made once. */
    private static final Http2Headers HELLO_HEAD =
            ReadOnlyHttp2Headers.serverHeaders(false, OK, TYPE, TEXT, LENGTH, HELLO_LENGTH);

    private static final ByteBuf HELLO =
            Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(Reference.hello()));

    private final ChannelHandlerContext context;
    private final Http2ConnectionEncoder encoder;
    private final int streamId;
    private final Http2Headers request;

    NettyExchange(
            ChannelHandlerContext context,
            Http2ConnectionEncoder encoder,
            int streamId,
            Http2Headers request) {
        this.context = context;
        this.encoder = encoder;
        this.streamId = streamId;
        this.request = request;
    }

    boolean echoes() {
        return AsciiString.contentEquals(request.path(), "/echo");
    }

    void beginEcho(boolean endStream) {
        CharSequence type = request.get(TYPE);
        head(new DefaultHttp2Headers().status(OK).set(TYPE, type == null ? OCTETS : type))
                .end(endStream);
    }

    ChannelFuture echo(ByteBuf data, boolean endStream) {
        return encoder.writeData(context, streamId, data, 0, endStream, context.newPromise());
    }

    /** The request is complete. */
    void answer() {
        if (AsciiString.contentEquals(request.path(), ROOT)) {
            head(HELLO_HEAD).body(HELLO.duplicate());
            return;
        }
        Target target = Target.of(request.path().toString());
        switch (target.path()) {
            case "/bytes" -> bytes(target.number("n"));
            case "/headers" -> text(OK, headers());
            case "/sleep" -> sleep(target.number("ms"));
            case "/early" -> {
                Http2Headers early = new DefaultHttp2Headers().status("103");
                head(early.set("link", Reference.EARLY_LINK)).end(false);
                text(OK, "early\n");
            }
            case "/trailers" -> trailers();
            case "/push" -> push();
            default -> text("404", "There is no " + target.path() + "\n");
        }
    }

    private void bytes(OptionalLong octets) {
        if (octets.isEmpty()) {
            text("400", "n must be a number of octets\n");
            return;
        }
        Http2Headers head = new DefaultHttp2Headers().status(OK).set(TYPE, OCTETS);
        boolean none = octets.getAsLong() == 0 || isHead();
        head(head.set(LENGTH, String.valueOf(octets.getAsLong()))).end(none);
        if (!none) {
            pattern(octets.getAsLong());
        }
    }

    /** The next piece follows when this one has left. */
    private void pattern(long left) {
        ByteBuffer piece = Reference.pattern();
        piece.limit((int) Math.min(piece.limit(), left));
        long more = left - piece.limit();
        ChannelFuture written = echo(Unpooled.wrappedBuffer(piece), more == 0);
        if (more > 0) {
            written.addListener(
                    sent -> {
                        if (sent.isSuccess()) {
                            pattern(more);
                            flush();
                        }
                    });
        }
    }

    private String headers() {
        var text = new StringBuilder();
        text.append(request.method()).append(' ').append(request.path()).append(" HTTP/2.0\n");
        for (Map.Entry<CharSequence, CharSequence> field : request) {
            if (!Http2Headers.PseudoHeaderName.isPseudoHeader(field.getKey())) {
                text.append(field.getKey()).append(": ").append(field.getValue()).append('\n');
            }
        }
        return text.toString();
    }

    private void sleep(OptionalLong milliseconds) {
        if (milliseconds.isEmpty()) {
            text("400", "ms must be a number of milliseconds\n");
            return;
        }
        long pause = milliseconds.getAsLong();
        context.executor()
                .schedule(
                        () -> {
                            text(OK, "slept " + pause + " ms\n");
                            flush();
                        },
                        pause,
                        TimeUnit.MILLISECONDS);
    }

    private void trailers() {
        head(new DefaultHttp2Headers().status(OK).set(TYPE, TEXT)).end(false);
        echo(ByteBufUtil.writeUtf8(context.alloc(), Reference.TRAILERS_BODY), false);
        head(new DefaultHttp2Headers().set(Reference.TRAILER_NAME, Reference.TRAILER_VALUE))
                .end(true);
    }

    /** The promise goes out before what refers to it (RFC 9113 section 8.4.1). */
    private void push() {
        Http2Connection connection = encoder.connection();
        boolean possible = connection.remote().allowPushTo();
        if (possible) {
            int promisedId = connection.local().incrementAndGetNextStreamId();
            Http2Headers promised =
                    new DefaultHttp2Headers()
                            .method("GET")
                            .scheme(request.scheme())
                            .authority(request.authority())
                            .path(Reference.PUSHED);
            encoder.writePushPromise(
                    context, streamId, promisedId, promised, 0, context.newPromise());
            new NettyExchange(context, encoder, promisedId, promised).answer();
        }
        text(OK, possible ? Reference.WITH_PUSH : Reference.WITHOUT_PUSH);
    }

    private void text(CharSequence status, String text) {
        ByteBuf body = ByteBufUtil.writeUtf8(context.alloc(), text);
        Http2Headers head = new DefaultHttp2Headers().status(status).set(TYPE, TEXT);
        head(head.set(LENGTH, String.valueOf(body.readableBytes()))).body(body);
    }

    /** From the end of the pipeline: the codec's own flush comes before the channel's. */
    private void flush() {
        context.channel().flush();
    }

    private boolean isHead() {
        return HEAD.contentEquals(request.method());
    }

    private Section head(Http2Headers fields) {
        return new Section(fields);
    }

    /** Fields that are about to be sent, with or without something behind them. */
    private final class Section {
        private final Http2Headers fields;

        Section(Http2Headers fields) {
            this.fields = fields;
        }

        void end(boolean endStream) {
            encoder.writeHeaders(context, streamId, fields, 0, endStream, context.newPromise());
        }

        /** The whole body; an answer to HEAD has none. */
        void body(ByteBuf body) {
            end(isHead());
            if (isHead()) {
                body.release();
            } else {
                echo(body, true);
            }
        }
    }
}
