package dev.stillframe.h2.runtime.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Finds whole records in what is received, in whatever pieces it comes. In an array, records that
 * are whole are decrypted where they are, and only what is in pieces is copied. What comes in a
 * direct buffer is copied to an array first: the JDK's ciphers take longer without one than the
 * copy does.
 */
final class Incoming {
    /** A record's head: type, version, length (RFC 8446 section 5.1). */
    private static final int HEAD = 5;

    /** What a record may hold in TLS 1.2; a longer one is the engine's to refuse. */
    private static final int LONGEST = 16_384 + 2048;

    /** What may come while a task is under way. A host that stops reading then stays below. */
    private static final int MOST = 1 << 20;

    private final TlsBuffers buffers;
    private @Nullable ByteBuffer kept;

    Incoming(TlsBuffers buffers) {
        this.buffers = buffers;
    }

    /**
     * Where the next whole record begins: in what was kept, or in the source itself. Null when
     * there is none; then the source has been taken.
     */
    @Nullable ByteBuffer next(ByteBuffer source) {
        ByteBuffer unfinished = kept;
        if (unfinished == null) {
            if (!source.hasRemaining()) {
                return null;
            }
            if (!source.isDirect() && isWhole(source)) {
                return source;
            }
            unfinished = append(source, buffers.largest());
        } else if (!isWhole(unfinished) && source.hasRemaining()) {
            if (source.isDirect()) {
                unfinished = append(source, buffers.largest() - unfinished.remaining());
            } else {
                complete(unfinished, source);
                unfinished = kept;
            }
        }
        if (unfinished != null && isWhole(unfinished)) {
            return unfinished;
        }
        shrink();
        return null;
    }

    /** Adds what is missing of one record, and no more: what follows it is not copied. */
    private void complete(ByteBuffer unfinished, ByteBuffer source) {
        ByteBuffer record = unfinished;
        if (record.remaining() < HEAD) {
            record = append(source, HEAD - record.remaining());
        }
        if (record.remaining() >= HEAD) {
            append(source, length(record) - record.remaining());
        }
    }

    /** A connection that is quiet in the middle of a record holds a small buffer only. */
    private void shrink() {
        ByteBuffer large = kept;
        if (large != null
                && large.capacity() > TlsBuffers.RECORD
                && large.remaining() <= TlsBuffers.RECORD) {
            ByteBuffer small = buffers.take(large.remaining());
            small.put(large).flip();
            buffers.giveBack(large);
            kept = small;
        }
    }

    /** Keeps all of the source for later. */
    void keep(ByteBuffer source) throws SSLException {
        int already = kept == null ? 0 : kept.remaining();
        if (source.remaining() > MOST - already) {
            throw new SSLException("more than " + MOST + " octets during a step of the handshake");
        }
        if (source.hasRemaining()) {
            append(source, source.remaining());
        }
    }

    /** A record was taken out: the buffer goes back when it is empty. */
    void taken() {
        if (kept != null && !kept.hasRemaining()) {
            clear();
        }
    }

    void clear() {
        if (kept != null) {
            buffers.giveBack(kept);
            kept = null;
        }
    }

    private static boolean isWhole(ByteBuffer octets) {
        return octets.remaining() >= HEAD && octets.remaining() >= length(octets);
    }

    /** A record with its head. What is no record of TLS counts as its first octets. */
    private static int length(ByteBuffer octets) {
        int at = octets.position();
        int type = octets.get(at);
        int length = (octets.get(at + 3) & 0xff) << 8 | octets.get(at + 4) & 0xff;
        return type < 20 || type > 24 || length > LONGEST ? HEAD : HEAD + length;
    }

    private ByteBuffer append(ByteBuffer source, int most) {
        int count = Math.max(0, Math.min(most, source.remaining()));
        ByteBuffer target = room(count);
        int end = target.limit();
        target.limit(end + count);
        target.put(end, source, source.position(), count);
        source.position(source.position() + count);
        return target;
    }

    /** What is kept, with so much room behind its limit. */
    private ByteBuffer room(int count) {
        ByteBuffer old = kept;
        if (old != null && old.capacity() - old.limit() >= count) {
            return old;
        }
        int length = old == null ? 0 : old.remaining();
        ByteBuffer target = old;
        if (target == null || target.capacity() < length + count) {
            // Twice as much, so that many small pieces are not copied again and again.
            target = buffers.take(old == null ? count : Math.max(length + count, 2 * length));
        }
        if (old == null) {
            target.limit(0);
        } else if (target == old) {
            old.compact().flip();
        } else {
            target.put(old).flip();
            buffers.giveBack(old);
        }
        kept = target;
        return target;
    }
}
