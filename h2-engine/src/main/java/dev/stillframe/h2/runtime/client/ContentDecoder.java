package dev.stillframe.h2.runtime.client;

import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Undoes gzip (RFC 1952) and deflate (RFC 1950, and RFC 1951 without its wrapping, which some
 * servers send), piece by piece as content arrives.
 */
final class ContentDecoder {
    private static final int PIECE = 16_384;
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

    /** Octets of a gzip head or trailer, or the first two of deflate, that are not whole yet. */
    private Octets held = Octets.EMPTY;

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
     * Decodes a piece.
     *
     * @param to takes what comes out, in pieces of 16 KiB at the most; says whether it wants more
     */
    void decode(Octets coded, Predicate<Octets> to) throws DataFormatException {
        Octets in = held.isEmpty() ? coded : held.plus(coded);
        held = Octets.EMPTY;
        while (!in.isEmpty()) {
            switch (stage) {
                case HEAD -> {
                    int length = gzip ? gzipHead(in) : deflateHead(in);
                    if (length < 0) {
                        held = in.copy();
                        return;
                    }
                    in = in.from(length);
                    stage = Stage.BODY;
                }
                case BODY -> {
                    Octets rest = inflate(in, to);
                    if (rest == null) {
                        return;
                    }
                    in = rest;
                }
                case TRAILER -> {
                    if (in.length() < TRAILER) {
                        held = in.copy();
                        return;
                    }
                    check(in);
                    in = in.from(TRAILER);
                    stage = Stage.HEAD; // another member may follow
                }
                case OVER -> {
                    return; // whatever follows a deflate stream is nothing
                }
            }
        }
    }

    private @Nullable Octets inflate(Octets in, Predicate<Octets> to) throws DataFormatException {
        Inflater inflating = inflater;
        if (inflating == null) {
            throw new IllegalStateException("no inflater");
        }
        inflating.setInput(in.toByteBuffer());
        while (true) {
            byte[] piece = new byte[PIECE];
            int count = inflating.inflate(piece);
            if (count > 0) {
                crc.update(piece, 0, count);
                if (!to.test(Octets.wrap(piece, 0, count))) {
                    end();
                    stage = Stage.OVER;
                    return null;
                }
            }
            if (inflating.finished()) {
                int left = inflating.getRemaining();
                stage = gzip ? Stage.TRAILER : Stage.OVER;
                end();
                return in.from(in.length() - left);
            }
            if (inflating.needsDictionary()) {
                throw new DataFormatException("a dictionary is needed");
            }
            if (count == 0) {
                return Octets.EMPTY;
            }
        }
    }

    private void begin(boolean bare) {
        end();
        inflater = new Inflater(bare);
        crc.reset();
    }

    /** Gives back what the inflater holds outside of the heap. */
    void end() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }

    /** Whether it was wrapped as RFC 1950 says; the octets stay. */
    private int deflateHead(Octets in) {
        if (in.length() < 2) {
            return -1;
        }
        boolean wrapped = (in.at(0) & 0xf) == 8 && ((in.at(0) << 8) + in.at(1)) % 31 == 0;
        begin(!wrapped);
        return 0;
    }

    /** The length of a head, or -1 when it is not whole. */
    private int gzipHead(Octets in) throws DataFormatException {
        if (in.at(0) != 0x1f || in.length() > 1 && in.at(1) != 0x8b) {
            throw new DataFormatException("no gzip head");
        }
        if (in.length() > PIECE * 4) {
            throw new DataFormatException("a gzip head without end");
        }
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
        at = (flags & FNAME) == 0 ? at : text(in, at);
        at = (flags & FCOMMENT) == 0 || at < 0 ? at : text(in, at);
        at = (flags & FHCRC) == 0 || at < 0 ? at : at + 2;
        if (at < 0 || at > in.length()) {
            return -1;
        }
        begin(true);
        return at;
    }

    private static int text(Octets in, int from) {
        for (int i = from; i < in.length(); i++) {
            if (in.at(i) == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private void check(Octets trailer) throws DataFormatException {
        long sum = 0;
        for (int i = 3; i >= 0; i--) {
            sum = sum << 8 | trailer.at(i);
        }
        if (sum != crc.getValue()) {
            throw new DataFormatException("the checksum of gzip does not fit");
        }
    }

    /** Whether the coded content was whole. */
    boolean isWhole() {
        return held.isEmpty() && (stage == Stage.HEAD || stage == Stage.OVER);
    }
}
