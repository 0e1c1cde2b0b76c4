package dev.stillframe.vertx4;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import org.jspecify.annotations.Nullable;

/** A file that is encoded as it is read. */
final class EncodedInput implements ChunkedInput<ByteBuf> {
    private final ChunkedInput<ByteBuf> plain;
    private final ContentEncoder encoder;

    EncodedInput(ChunkedInput<ByteBuf> plain, ContentEncoder encoder) {
        this.plain = plain;
        this.encoder = encoder;
    }

    @Override
    public boolean isEndOfInput() throws Exception {
        return plain.isEndOfInput();
    }

    @Override
    public void close() throws Exception {
        plain.close();
    }

    @Deprecated
    @Override
    public @Nullable ByteBuf readChunk(ChannelHandlerContext context) throws Exception {
        return readChunk(context.alloc());
    }

    @Override
    public @Nullable ByteBuf readChunk(ByteBufAllocator allocator) throws Exception {
        ByteBuf chunk = plain.readChunk(allocator);
        boolean last = plain.isEndOfInput();
        if (chunk == null && !last) {
            return null;
        }
        // An empty file has an end, too, and so has what encodes it.
        return encoder.encode(chunk == null ? Unpooled.EMPTY_BUFFER : chunk, last);
    }

    /** Not known before it has been read. */
    @Override
    public long length() {
        return -1;
    }

    @Override
    public long progress() {
        return plain.progress();
    }
}
