package dev.stillframe.h2.hpack;

/**
 * The Huffman code of RFC 7541 appendix B.
 *
 * <p>The code is canonical: in the order of length, then of symbol, each code is the one before it
 * plus one, extended with zeros to its own length. So the lengths say it all, and the codes are
 * computed from them.
 */
final class HuffmanTable {
    /** The symbol that ends a string. It is never sent: only its first bits are, as padding. */
    static final int EOS = 256;

    /** The shortest code, in bits. */
    static final int SHORTEST = 5;

    /** The longest code, in bits: that of {@link #EOS}, all ones. */
    static final int LONGEST = 30;

    /** The length of each symbol's code in bits, 16 symbols to a row. */
    private static final byte[] LENGTHS = {
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    };

    private static final int[] CODES = codes();

    private HuffmanTable() {}

    /** The length in bits of a symbol's code. */
    static int length(int symbol) {
        return LENGTHS[symbol];
    }

    /** A symbol's code, in the low bits. */
    static int code(int symbol) {
        return CODES[symbol];
    }

    private static int[] codes() {
        int[] codes = new int[LENGTHS.length];
        int next = 0;
        for (int length = SHORTEST; length <= LONGEST; length++) {
            next <<= 1;
            for (int symbol = 0; symbol < codes.length; symbol++) {
                if (LENGTHS[symbol] == length) {
                    codes[symbol] = next++;
                }
            }
        }
        return codes;
    }
}
