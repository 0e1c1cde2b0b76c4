package dev.stillframe.h2.runtime.direct;

import dev.stillframe.api.direct.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** An exchange's content as a stream, in writes of a useful size. */
final class ContentOutput extends OutputStream {
    private static final int SIZE = 16_384;

    private final Exchange exchange;
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE);
    private boolean closed;

    ContentOutput(Exchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void write(int octet) throws IOException {
        open();
        if (!buffer.hasRemaining()) {
            flush();
        }
        buffer.put((byte) octet);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        open();
        if (length > buffer.remaining()) {
            flush();
        }
        if (length >= SIZE) {
            exchange.write(ByteBuffer.wrap(source, offset, length));
        } else {
            buffer.put(source, offset, length);
        }
    }

    private void open() throws IOException {
        if (closed) {
            throw new IOException("the content was closed");
        }
    }

    @Override
    public void flush() throws IOException {
        if (buffer.position() > 0) {
            buffer.flip();
            try {
                exchange.write(buffer);
            } finally {
                buffer.clear();
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            flush();
            exchange.end();
        }
    }
}
