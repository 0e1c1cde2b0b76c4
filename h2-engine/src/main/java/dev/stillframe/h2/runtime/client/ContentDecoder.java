package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Undoes gzip (RFC 1952) and deflate (RFC 1950, and RFC 1951 without its wrapping, which some
 * servers send). Coded content is fed as it arrives; what comes out is asked for, so that a little
 * that decodes to very much is never held decoded.
 */
final class ContentDecoder {
    private static final int PIECE = 16_384;
    private static final int MAX_HEAD = 65_536;
    private static final int FIXED = 10;
    private static final int TRAILER = 8;
    private static final int FEXTRA = 4;
    private static final int FNAME = 8;
    private static final int FCOMMENT = 16;
    private static final int FHCRC = 2;

    private enum Stage {
        HEAD,
        BODY,
        TRAILER,
        OVER
    }

    private final boolean gzip;
    private final CRC32 crc = new CRC32();
    private @Nullable Inflater inflater;
    private Stage stage = Stage.HEAD;

    /** Coded octets that are not used up. */
    private Octets in = Octets.EMPTY;

    /** Whether the inflater is within them. */
    private boolean given;

    private ContentDecoder(boolean gzip) {
        this.gzip = gzip;
    }

    /** For a response with these fields; null when there is nothing that it could undo. */
    static @Nullable ContentDecoder of(FieldSection fields) {
        String coding = fields.value("content-encoding");
        return switch (coding == null ? "" : coding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> new ContentDecoder(true);
            case "deflate" -> new ContentDecoder(false);
            default -> null;
        };
    }

    /**
     * Takes coded octets, once {@link #next} has given null.
     *
     * @param coded is read until {@link #next} gives null again
     */
    synchronized void feed(Octets coded) {
        in = in.isEmpty() ? coded : in.plus(coded);
    }

    /** The next piece, 16 KiB at the most; null when more coded octets are needed. */
    synchronized @Nullable Octets next() throws DataFormatException {
        while (!in.isEmpty()) {
            switch (stage) {
                case HEAD -> {
                    int length = gzip ? gzipHead() : deflateHead();
                    if (length < 0) {
                        return wait(in.copy());
                    }
                    in = in.from(length);
                    stage = Stage.BODY;
                }
                case BODY -> {
                    Octets piece = inflate();
                    if (piece != null) {
                        return piece;
                    }
                }
                case TRAILER -> {
                    if (in.length() < TRAILER) {
                        return wait(in.copy());
                    }
                    check();
                    release();
                    in = in.from(TRAILER);
                    stage = Stage.HEAD; // another member may follow
                }
                case OVER -> end(); // whatever follows a deflate stream is nothing
            }
        }
        return null;
    }

    /** Keeps a few octets until more have come. */
    private @Nullable Octets wait(Octets kept) {
        in = kept;
        return null;
    }

    private @Nullable Octets inflate() throws DataFormatException {
        Inflater inflating = inflater;
        if (inflating == null) {
            throw new IllegalStateException("no inflater");
        }
        if (!given) {
            inflating.setInput(in.toByteBuffer());
            given = true;
        }
        byte[] piece = new byte[PIECE];
        int count = inflating.inflate(piece);
        crc.update(piece, 0, count);
        if (inflating.finished()) {
            in = in.from(in.length() - inflating.getRemaining());
            given = false;
            stage = gzip ? Stage.TRAILER : Stage.OVER;
        } else if (inflating.needsDictionary()) {
            throw new DataFormatException("a dictionary is needed");
        } else if (count < PIECE) {
            in = Octets.EMPTY; // all was taken, and nothing of it is left inside
            given = false;
        }
        return count == 0 ? null : Octets.wrap(piece, 0, count);
    }

    private void begin(boolean bare) {
        release();
        inflater = new Inflater(bare);
        crc.reset();
    }

    /** Gives back what the inflater holds outside of the heap; nothing comes out any more. */
    synchronized void end() {
        release();
        in = Octets.EMPTY;
        given = false;
        stage = Stage.OVER;
    }

    private void release() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }

    /** Whether it was wrapped as RFC 1950 says; the octets stay. */
    private int deflateHead() {
        if (in.length() < 2) {
            return -1;
        }
        boolean wrapped = (in.at(0) & 0xf) == 8 && ((in.at(0) << 8) + in.at(1)) % 31 == 0;
        begin(!wrapped);
        return 0;
    }

    /** The length of a head, or -1 when it is not whole. */
    private int gzipHead() throws DataFormatException {
        if (in.at(0) != 0x1f || in.length() > 1 && in.at(1) != 0x8b) {
            throw new DataFormatException("no gzip head");
        }
        if (in.length() > 2 && in.at(2) != 8) {
            throw new DataFormatException("a compression method that is not deflate");
        }
        int length = gzipHeadLength();
        if (length < 0 && in.length() > MAX_HEAD * 2) {
            throw new DataFormatException("a gzip head without end");
        }
        if (length >= 0) {
            begin(true);
        }
        return length;
    }

    private int gzipHeadLength() {
        if (in.length() < FIXED) {
            return -1;
        }
        int flags = in.at(3);
        int at = FIXED;
        if ((flags & FEXTRA) != 0) {
            if (in.length() < at + 2) {
                return -1;
            }
            at += 2 + in.at(at) + (in.at(at + 1) << 8);
        }
        at = (flags & FNAME) == 0 ? at : text(at);
        at = (flags & FCOMMENT) == 0 || at < 0 ? at : text(at);
        at = (flags & FHCRC) == 0 || at < 0 ? at : at + 2;
        return at > in.length() ? -1 : at;
    }

    /** Where a text ends that is ended by zero, or -1 when it is not whole. */
    private int text(int from) {
        for (int i = from; i < in.length(); i++) {
            if (in.at(i) == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private void check() throws DataFormatException {
        Inflater over = inflater;
        if (number(0) != crc.getValue()) {
            throw new DataFormatException("the checksum of gzip does not fit");
        }
        if (over != null && number(4) != (over.getBytesWritten() & 0xffff_ffffL)) {
            throw new DataFormatException("the length of gzip does not fit");
        }
    }

    /** Four octets, the lowest first. */
    private long number(int from) {
        long value = 0;
        for (int i = from + 3; i >= from; i--) {
            value = value << 8 | in.at(i);
        }
        return value;
    }

    /** Whether the coded content was whole, as far as it was fed and asked for. */
    synchronized boolean isWhole() {
        return in.isEmpty() && (stage == Stage.HEAD || stage == Stage.OVER);
    }
}
