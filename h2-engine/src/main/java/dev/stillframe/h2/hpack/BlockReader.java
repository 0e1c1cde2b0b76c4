package dev.stillframe.h2.hpack;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the primitive types of a field block: integers (RFC 7541 section 5.1) and strings (section
 * 5.2). Scratch of one step; after a failure {@link #failure} says why.
 */
final class BlockReader {
    /** More scratch than this is not kept for the next block. */
    private static final int KEPT_SCRATCH = 16_384;

    private static final int MOST_CONTINUATION_OCTETS = 5;

    private static final byte[] NONE = {};

    private byte[] array = NONE;
    private int at;
    private int to;
    private byte[] scratch = NONE;
    private @Nullable String failure;

    /** The array that holds the string read last: the block's own, or scratch. */
    byte[] stringArray = NONE;

    /** Where in {@link #stringArray} that string begins. */
    int stringFrom;

    /** How many octets that string has. */
    int stringLength;

    void open(byte[] block, int from, int end) {
        array = block;
        at = from;
        to = end;
        failure = null;
    }

    /** Lets go of the block, and of scratch that one long string made large. */
    void close() {
        array = NONE;
        stringArray = NONE;
        if (scratch.length > KEPT_SCRATCH) {
            scratch = NONE;
        }
    }

    boolean hasMore() {
        return at < to;
    }

    /** The octet that begins the next representation. Must not be called at the end. */
    int peek() {
        return array[at] & 0xff;
    }

    /** Why the last read failed. */
    @Nullable String failure() {
        return failure;
    }

    /**
     * An integer with a prefix of this mask (7 bits: 0x7f), or -1. Section 7.4: we take at most
     * five continuation octets and no more than 2^31-1.
     */
    int integer(int mask) {
        if (at >= to) {
            return fail("field block ends where an integer is due (RFC 7541 section 5.1)");
        }
        int prefix = array[at++] & mask;
        return prefix < mask ? prefix : longInteger(mask);
    }

    private int longInteger(int mask) {
        long value = mask;
        for (int i = 0; i < MOST_CONTINUATION_OCTETS; i++) {
            if (at >= to) {
                return fail("field block ends within an integer (RFC 7541 section 5.1)");
            }
            int octet = array[at++];
            value += (octet & 0x7fL) << (7 * i);
            if (octet >= 0) {
                return value <= Integer.MAX_VALUE
                        ? (int) value
                        : fail("integer above 2^31-1 (RFC 7541 section 7.4)");
            }
        }
        return fail("integer of more than 5 continuation octets (RFC 7541 section 7.4)");
    }

    /**
     * Reads a string; false when it is malformed. Its octets stay where they are, or are decoded to
     * scratch at {@code scratchFrom}: nothing is allocated for a length that was only promised.
     */
    boolean string(int scratchFrom) {
        if (at >= to) {
            fail("field block ends where a string is due (RFC 7541 section 5.2)");
            return false;
        }
        boolean huffman = array[at] < 0;
        int length = integer(0x7f);
        if (length < 0) {
            return false;
        }
        if (length > to - at) {
            fail("field block ends within a string (RFC 7541 section 5.2)");
            return false;
        }
        int from = at;
        at += length;
        if (!huffman) {
            stringArray = array;
            stringFrom = from;
            stringLength = length;
            return true;
        }
        long room = scratchFrom + Huffman.mostOctets(length);
        if (room > Integer.MAX_VALUE / 2) {
            fail("string too long (RFC 7541 section 7.4)");
            return false;
        }
        if (scratch.length < room) {
            scratch = Arrays.copyOf(scratch, Math.max((int) room, 256));
        }
        int end = Huffman.decode(array, from, at, scratch, scratchFrom);
        if (end < 0) {
            fail(
                    switch (end) {
                        case Huffman.EOS_IN_STRING ->
                                "EOS within a Huffman-coded string (RFC 7541 section 5.2)";
                        case Huffman.PADDING_TOO_LONG ->
                                "Huffman padding of more than 7 bits (RFC 7541 section 5.2)";
                        default -> "Huffman padding is not all ones (RFC 7541 section 5.2)";
                    });
            return false;
        }
        stringArray = scratch;
        stringFrom = scratchFrom;
        stringLength = end - scratchFrom;
        return true;
    }

    private int fail(String reason) {
        failure = reason;
        return -1;
    }
}
