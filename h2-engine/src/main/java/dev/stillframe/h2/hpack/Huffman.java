package dev.stillframe.h2.hpack;

import dev.stillframe.h2.octets.Output;
import java.util.Arrays;

/**
 * Huffman coding of string literals (RFC 7541 section 5.2).
 *
 * <p>Decoding takes a symbol per step. The next ten bits find every code of at most ten bits in one
 * table, which is nearly all that is sent; of a longer code, its length is found by comparing with
 * the first code of each length, as the code is canonical. Every step uses up at least five bits,
 * so the work is linear in the octets whatever they are.
 */
final class Huffman {
    /** {@link #decode} found the EOS symbol within the string. */
    static final int EOS_IN_STRING = -1;

    /** {@link #decode} found more than seven bits of padding. */
    static final int PADDING_TOO_LONG = -2;

    /** {@link #decode} found padding that does not begin the EOS code. */
    static final int PADDING_NOT_EOS = -3;

    private static final int PEEK = 10;

    /** By the next ten bits: symbol and length of the code, {@code symbol << 4 | length}, or 0. */
    private static final short[] SHORT_CODES = new short[1 << PEEK];

    /** The symbols in the order of their codes. */
    private static final short[] SYMBOLS = new short[HuffmanTable.EOS + 1];

    /** By length: the first code that is longer, in the high bits of 32. */
    private static final long[] ENDS = new long[HuffmanTable.LONGEST + 1];

    /** By length: what to add to a code to get its place in {@link #SYMBOLS}. */
    private static final int[] PLACES = new int[HuffmanTable.LONGEST + 1];

    static {
        int place = 0;
        for (int length = HuffmanTable.SHORTEST; length <= HuffmanTable.LONGEST; length++) {
            ENDS[length] = ENDS[length - 1];
            boolean first = true;
            for (int symbol = 0; symbol <= HuffmanTable.EOS; symbol++) {
                if (HuffmanTable.length(symbol) != length) {
                    continue;
                }
                int code = HuffmanTable.code(symbol);
                if (first) {
                    PLACES[length] = place - code;
                    first = false;
                }
                SYMBOLS[place++] = (short) symbol;
                ENDS[length] = (code + 1L) << (32 - length);
                if (length <= PEEK) {
                    int from = code << (PEEK - length);
                    int to = (code + 1) << (PEEK - length);
                    Arrays.fill(SHORT_CODES, from, to, (short) (symbol << 4 | length));
                }
            }
        }
    }

    private Huffman() {}

    /** The most octets that this many coded octets can stand for. */
    static long mostOctets(int coded) {
        return coded * 8L / HuffmanTable.SHORTEST;
    }

    /**
     * Decodes {@code array[from, to)} into {@code out} from {@code at} on, where there must be room
     * for {@link #mostOctets}. Returns the position after the last octet, or a negative reason.
     */
    static int decode(byte[] array, int from, int to, byte[] out, int at) {
        long bits = 0; // the bits read ahead, from the highest down, then zeros
        int count = 0;
        int next = from;
        int end = at;
        while (true) {
            while (count <= 56 && next < to) {
                bits |= (array[next++] & 0xffL) << (56 - count);
                count += 8;
            }
            if (count == 0) {
                return end;
            }
            int found = SHORT_CODES[(int) (bits >>> (64 - PEEK))];
            int length = found & 0xf;
            int symbol = found >> 4;
            if (length == 0) {
                long head = bits >>> 32;
                length = PEEK + 1;
                while (head >= ENDS[length]) {
                    length++;
                }
                symbol = SYMBOLS[(int) (head >>> (32 - length)) + PLACES[length]];
            }
            if (length > count) {
                return padding(bits, count, end);
            }
            if (symbol == HuffmanTable.EOS) {
                return EOS_IN_STRING;
            }
            out[end++] = (byte) symbol;
            bits <<= length;
            count -= length;
        }
    }

    /** What is left is shorter than a code: it must be the first one to seven bits of EOS. */
    private static int padding(long bits, int count, int end) {
        if (count > 7) {
            return PADDING_TOO_LONG;
        }
        return bits >>> (64 - count) == (1L << count) - 1 ? end : PADDING_NOT_EOS;
    }

    /** How many octets the text takes when coded. */
    static int length(String text) {
        long bits = 0;
        for (int i = 0; i < text.length(); i++) {
            bits += HuffmanTable.length(text.charAt(i) & 0xff);
        }
        return (int) ((bits + 7) >> 3);
    }

    /** Appends the text, coded and padded with the first bits of EOS. */
    static void encode(Output out, String text) {
        long bits = 0; // the low `count` bits are not yet written
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            int symbol = text.charAt(i) & 0xff;
            int length = HuffmanTable.length(symbol);
            bits = bits << length | HuffmanTable.code(symbol);
            count += length;
            if (count >= 32) {
                count -= 32;
                out.u32((int) (bits >>> count));
            }
        }
        while (count >= 8) {
            count -= 8;
            out.u8((int) (bits >>> count));
        }
        if (count > 0) {
            out.u8((int) (bits << (8 - count)) | 0xff >>> count);
        }
    }
}
