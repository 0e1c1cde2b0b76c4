package dev.stillframe.vertx4;

import dev.stillframe.api.message.Octets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import org.jspecify.annotations.Nullable;

/** Decodes the content of one request (RFC 9110 section 8.4), by Netty's decoders. */
final class ContentDecoder {
    private static final Decoders DECODERS = new Decoders();

    private final EmbeddedChannel channel;

    private ContentDecoder(EmbeddedChannel channel) {
        this.channel = channel;
    }

    /**
     * A decoder where the server decodes and knows the request's coding; the fields that tell of it
     * are removed then.
     */
    static @Nullable ContentDecoder of(HttpServerOptions options, HeaderFields headers) {
        if (!options.isDecompressionSupported()) {
            return null;
        }
        String coding = headers.value("content-encoding");
        EmbeddedChannel channel = coding == null ? null : DECODERS.decoder(coding);
        if (channel == null) {
            return null;
        }
        headers.drop("content-encoding");
        headers.drop("content-length");
        return new ContentDecoder(channel);
    }

    /**
     * What these octets decode to, which may be nothing yet.
     *
     * @throws DecoderException when they are not so encoded
     */
    Buffer decode(Octets octets) {
        channel.writeInbound(Unpooled.wrappedBuffer(octets.toArray()));
        return decoded();
    }

    /** What was still to come. */
    Buffer rest() {
        channel.finish();
        return decoded();
    }

    private Buffer decoded() {
        Buffer all = Buffer.buffer();
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            all.appendBytes(ByteBufUtil.getBytes(part));
            part.release();
        }
        return all;
    }

    void close() {
        close(channel);
    }

    /** Lets go of what a codec holds; what it still has to say of it is no matter any more. */
    static void close(EmbeddedChannel codec) {
        try {
            codec.finishAndReleaseAll();
        } catch (RuntimeException late) {
            // The content was cut short or corrupt, and who had to know has been told.
        }
    }

    /** Knows the codings. Its decoders take their configuration from the channel it stands in. */
    private static final class Decoders extends HttpContentDecompressor {
        Decoders() {
            super(false, 0);
            new EmbeddedChannel(this);
        }

        @Nullable EmbeddedChannel decoder(String coding) {
            try {
                return newContentDecoder(coding);
            } catch (Exception unknown) {
                return null;
            }
        }
    }
}
