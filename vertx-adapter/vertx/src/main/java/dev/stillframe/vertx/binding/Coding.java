package dev.stillframe.vertx.binding;

import dev.stillframe.api.message.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.Headers;
import io.netty.handler.codec.compression.CompressionOptions;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContentCompressor;
import io.netty.handler.codec.http.HttpContentDecompressor;
import io.netty.handler.codec.http.HttpContentEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.CompressionConfig;
import io.vertx.core.http.HttpServerConfig;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content codings (RFC 9110 section 8.4) that a server speaks, by Netty's encoders and
 * decoders. Used on many event loops: what it gives is for one stream.
 */
final class Coding {
    private final @Nullable Encoders encoders;
    private final @Nullable Decoders decoders;

    private Coding(@Nullable Encoders encoders, @Nullable Decoders decoders) {
        this.encoders = encoders;
        this.decoders = decoders;
    }

    /** As the options ask for them. */
    static Coding of(HttpServerConfig config) {
        CompressionConfig coding = config.getCompressionConfig();
        List<CompressionOptions> options = coding == null ? null : coding.getCompressors();
        boolean any = coding != null && options != null && !options.isEmpty();
        return new Coding(
                any && coding.isCompressionEnabled()
                        ? new Encoders(options.toArray(CompressionOptions[]::new))
                        : null,
                any && coding.isDecompressionEnabled() ? new Decoders() : null);
    }

    /**
     * Encodes a response whose application has not chosen a coding; its head is changed to say so.
     *
     * @return null where it stays as it is
     */
    @Nullable Coder encoder(RequestHead request, Headers<CharSequence, CharSequence, ?> response) {
        Encoders at = encoders;
        String accepted = at == null ? null : request.fields().value("accept-encoding");
        if (at == null || accepted == null) {
            return null;
        }
        CharSequence chosen = response.get("content-encoding");
        if (chosen != null) {
            if ("identity".contentEquals(chosen)) {
                response.remove("content-encoding"); // it only asks to be left alone
            }
            return null;
        }
        HttpContentEncoder.Result result = at.chosen(accepted);
        if (result == null) {
            return null;
        }
        response.set("content-encoding", result.targetContentEncoding());
        response.remove("content-length");
        return new Coder(result.contentEncoder());
    }

    /**
     * Decodes a request.
     *
     * @return null where it stays as it is, because it is not encoded or nobody knows how
     */
    @Nullable Coder decoder(RequestHead request) {
        Decoders at = decoders;
        String coding = at == null ? null : request.fields().value("content-encoding");
        EmbeddedChannel channel = at == null || coding == null ? null : at.decoder(coding);
        return channel == null ? null : new Coder(channel);
    }

    /** The encoder or decoder of one message. Octets that it is given are released. */
    static final class Coder {
        private final EmbeddedChannel channel;
        private boolean over;

        private Coder(EmbeddedChannel channel) {
            this.channel = channel;
        }

        /** These octets encoded, as far as they can be now. */
        ByteBuf encode(ByteBuf octets, boolean last) {
            if (octets.isReadable()) {
                channel.writeOutbound(octets);
            } else {
                octets.release();
            }
            if (last) {
                over = true;
                channel.finish();
            }
            List<ByteBuf> parts = new ArrayList<>(2);
            for (ByteBuf part = channel.readOutbound();
                    part != null;
                    part = channel.readOutbound()) {
                parts.add(part);
            }
            return joined(parts);
        }

        /**
         * These octets decoded, as far as they can be now.
         *
         * @throws RuntimeException when they are not so encoded
         */
        ByteBuf decode(ByteBuf octets, boolean last) {
            if (octets.isReadable()) {
                channel.writeInbound(octets);
            } else {
                octets.release();
            }
            if (last) {
                over = true;
                channel.finish();
            }
            List<ByteBuf> parts = new ArrayList<>(2);
            for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
                parts.add(part);
            }
            return joined(parts);
        }

        private static ByteBuf joined(List<ByteBuf> parts) {
            return parts.size() == 1
                    ? parts.getFirst()
                    : Unpooled.wrappedBuffer(parts.toArray(ByteBuf[]::new));
        }

        /** The stream is over. */
        void close() {
            if (!over) {
                over = true;
                try {
                    channel.finishAndReleaseAll();
                } catch (RuntimeException e) {
                    Servers.LOG.log(Level.DEBUG, "A content coding ends early", e);
                }
            }
        }
    }

    /** Chooses by what is accepted. It takes the configuration of the channel that it stands in. */
    private static final class Encoders extends HttpContentCompressor {
        private static final HttpResponse ANY =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);

        Encoders(CompressionOptions[] options) {
            super(options);
            new EmbeddedChannel(this);
        }

        @Nullable Result chosen(String accepted) {
            try {
                return beginEncode(ANY, accepted);
            } catch (Exception unknown) {
                return null;
            }
        }
    }

    /** Chooses by what is said. It takes the configuration of the channel that it stands in. */
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
