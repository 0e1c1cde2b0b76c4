package dev.stillframe.vertx4;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.CompressionOptions;
import io.netty.handler.codec.compression.StandardCompressionOptions;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpContentEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes the content of one response (RFC 9110 section 8.4), by Netty's encoders. */
final class ContentEncoder {
    private final String coding;
    private final EmbeddedChannel channel;

    private ContentEncoder(String coding, EmbeddedChannel channel) {
        this.coding = coding;
        this.channel = channel;
    }

    /** The coding's name. */
    String coding() {
        return coding;
    }

    /**
     * These octets encoded; what is encoded of them leaves at once.
     *
     * @param octets released
     * @param complete whether they are the last
     */
    ByteBuf encode(ByteBuf octets, boolean complete) {
        if (octets.isReadable()) {
            channel.writeOutbound(octets);
        } else {
            octets.release();
        }
        if (complete) {
            channel.finish();
        }
        List<ByteBuf> parts = new ArrayList<>(2);
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            parts.add(part);
        }
        return Unpooled.wrappedBuffer(parts.toArray(ByteBuf[]::new));
    }

    void close() {
        ContentDecoder.close(channel);
    }

    /** The codings that a server offers. */
    static final class Codings {
        private final Encoders encoders;

        private Codings(CompressionOptions[] options) {
            encoders = new Encoders(options);
        }

        /** What these options offer; null where they offer nothing. */
        static @Nullable Codings of(HttpServerOptions options) {
            if (!options.isCompressionSupported()) {
                return null;
            }
            List<CompressionOptions> compressors = options.getCompressors();
            int level = options.getCompressionLevel();
            return new Codings(
                    compressors != null
                            ? compressors.toArray(CompressionOptions[]::new)
                            : new CompressionOptions[] {
                                StandardCompressionOptions.gzip(level, 15, 8),
                                StandardCompressionOptions.deflate(level, 15, 8)
                            });
        }

        /** An encoder for the best coding that is accepted; null where none is. */
        @Nullable ContentEncoder encoder(@Nullable String acceptEncoding) {
            HttpContentEncoder.Result chosen =
                    acceptEncoding == null ? null : encoders.chosen(acceptEncoding);
            return chosen == null
                    ? null
                    : new ContentEncoder(chosen.targetContentEncoding(), chosen.contentEncoder());
        }
    }

    /** Knows the codings. Its encoders take their configuration from the channel it stands in. */
    private static final class Encoders extends HttpContentCompressor {
        private static final HttpResponse ANY =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);

        Encoders(CompressionOptions[] options) {
            super(options);
            new EmbeddedChannel(this);
        }

        @Nullable Result chosen(String acceptEncoding) {
            try {
                return beginEncode(ANY, acceptEncoding);
            } catch (Exception unsupported) {
                return null;
            }
        }
    }
}
