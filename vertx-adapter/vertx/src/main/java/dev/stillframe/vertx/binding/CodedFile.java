package dev.stillframe.vertx.binding;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import org.jspecify.annotations.Nullable;

/** A file that is encoded as it is read. */
record CodedFile(ChunkedInput<ByteBuf> plain, Coding.Coder coder) implements ChunkedInput<ByteBuf> {
    @Override
    public boolean isEndOfInput() throws Exception {
        return plain.isEndOfInput();
    }

    @Override
    public void close() throws Exception {
        plain.close();
    }

    @Override
    @Deprecated // by Netty
    public @Nullable ByteBuf readChunk(ChannelHandlerContext context) throws Exception {
        return readChunk(context.alloc());
    }

    @Override
    public @Nullable ByteBuf readChunk(ByteBufAllocator allocator) throws Exception {
        ByteBuf chunk = plain.readChunk(allocator);
        return chunk == null ? null : coder.encode(chunk, plain.isEndOfInput());
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
