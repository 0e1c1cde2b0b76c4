package dev.stillframe.h2.runtime.tls;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The engine's writing half: makes records, and gathers them so that several leave as one. */
final class Outgoing {
    private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

    /** What goes into one record in any case: the JDK does not use all of 16,384 octets. */
    private static final int ONE_RECORD = 16_000;

    /** What an alert and a close_notify may take at the most. */
    private static final int MOST_LAST_RECORDS = 8;

    /** How often in a row the engine may want to write and write nothing. */
    private static final int MOST_SILENT = 8;

    private final SSLEngine engine;
    private final TlsBuffers buffers;
    private final TlsSession.Output output;
    private int record = TlsBuffers.RECORD;
    private int silent;
    private ByteBuffer[] sources = new ByteBuffer[16];
    private @Nullable ByteBuffer filling;

    Outgoing(SSLEngine engine, TlsBuffers buffers, TlsSession.Output output) {
        this.engine = engine;
        this.buffers = buffers;
        this.output = output;
    }

    /** Encrypts all of it. Not handed on until the flush. */
    void write(List<ByteBuffer> plaintext) throws SSLException {
        int count = plaintext.size();
        if (sources.length < count) {
            sources = new ByteBuffer[Math.max(count, 2 * sources.length)];
        }
        long left = 0;
        for (int i = 0; i < count; i++) {
            sources[i] = plaintext.get(i).duplicate();
            left += sources[i].remaining();
        }
        try {
            write(count, left);
        } finally {
            Arrays.fill(sources, 0, count, null);
        }
    }

    private void write(int count, long octets) throws SSLException {
        int first = 0;
        long left = octets;
        while (left > 0) {
            while (!sources[first].hasRemaining()) {
                first++;
            }
            SSLEngineResult result = wrap(sources, first, count - first, left > ONE_RECORD);
            if (result.getStatus() == Status.CLOSED) {
                throw new SSLException("the TLS session is closed");
            }
            if (result.bytesProduced() == 0 && result.getStatus() != Status.BUFFER_OVERFLOW) {
                throw new SSLException("the TLS engine takes no more octets");
            }
            left -= result.bytesConsumed();
        }
    }

    /**
     * Lets the engine speak for itself.
     *
     * @param many whether it has more than one record to say
     */
    HandshakeStatus speak(boolean many) throws SSLException {
        SSLEngineResult result = wrap(NOTHING, 0, 1, many);
        if (result.bytesProduced() > 0) {
            silent = 0;
        } else if (result.getStatus() == Status.CLOSED) {
            return HandshakeStatus.NOT_HANDSHAKING;
        } else if (++silent > MOST_SILENT) {
            throw new SSLException("the TLS engine wants to write and writes nothing");
        }
        return result.getHandshakeStatus();
    }

    /** The engine's last records: an alert, close_notify. */
    void close() throws SSLException {
        try {
            engine.closeOutbound();
            for (int i = 0; i < MOST_LAST_RECORDS && !engine.isOutboundDone(); i++) {
                SSLEngineResult result = wrap(NOTHING, 0, 1, false);
                if (result.bytesProduced() == 0 && result.getStatus() != Status.BUFFER_OVERFLOW) {
                    break;
                }
            }
        } finally {
            flush();
        }
    }

    /** Makes one record; or none, and there is more room for the next attempt. */
    private SSLEngineResult wrap(ByteBuffer[] from, int first, int count, boolean many)
            throws SSLException {
        ByteBuffer into = room(many);
        SSLEngineResult result;
        try {
            result = engine.wrap(from, first, count, into);
        } catch (RuntimeException broken) {
            throw new SSLException(broken);
        }
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            int wanted = engine.getSession().getPacketBufferSize();
            if (wanted <= record) {
                throw new SSLException("the TLS engine has enough room and wants more");
            }
            record = wanted;
        }
        return result;
    }

    private ByteBuffer room(boolean many) {
        ByteBuffer buffer = filling;
        if (buffer == null || buffer.remaining() < record) {
            flush();
            buffer = buffers.take(many ? Math.max(record, buffers.largest()) : record);
            filling = buffer;
        }
        return buffer;
    }

    /** Hands on what there is. */
    void flush() {
        ByteBuffer full = filling;
        filling = null;
        silent = 0;
        if (full != null) {
            if (full.position() > 0) {
                output.ciphertext(full.flip());
            } else {
                buffers.giveBack(full);
            }
        }
    }
}
