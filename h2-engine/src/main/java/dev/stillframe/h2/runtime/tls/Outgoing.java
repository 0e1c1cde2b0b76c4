package dev.stillframe.h2.runtime.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Gathers records in buffers, so that several leave as one. */
final class Outgoing {
    private final TlsBuffers buffers;
    private final TlsSession.Output output;
    private int record = TlsBuffers.RECORD;
    private @Nullable ByteBuffer filling;

    Outgoing(TlsBuffers buffers, TlsSession.Output output) {
        this.buffers = buffers;
        this.output = output;
    }

    /**
     * A buffer with room for one more record at least.
     *
     * @param many whether more than one record is coming
     */
    ByteBuffer room(boolean many) {
        ByteBuffer buffer = filling;
        if (buffer == null || buffer.remaining() < record) {
            flush();
            buffer =
                    many
                            ? buffers.take(Math.max(record, 4 * TlsBuffers.RECORD))
                            : buffers.take(record);
            filling = buffer;
        }
        return buffer;
    }

    /** The engine wants more room than it had. */
    void overflow(int wanted) throws SSLException {
        if (wanted <= record && filling != null && filling.remaining() >= record) {
            throw new SSLException("the TLS engine has enough room and wants more");
        }
        record = Math.max(record, wanted);
    }

    /** Hands on what there is. */
    void flush() {
        ByteBuffer full = filling;
        filling = null;
        if (full != null) {
            if (full.position() > 0) {
                output.ciphertext(full.flip());
            } else {
                buffers.giveBack(full);
            }
        }
    }
}
