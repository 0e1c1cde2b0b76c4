package dev.stillframe.h2.hpack;

import dev.stillframe.h2.octets.Output;

/** Writes the primitive types of a field block: integers and strings (RFC 7541 section 5). */
final class Literals {
    private Literals() {}

    /** Appends an integer whose prefix has this mask, below the bits of {@code pattern} (5.1). */
    static void integer(Output out, int pattern, int mask, int value) {
        if (value < mask) {
            out.u8(pattern | value);
            return;
        }
        out.u8(pattern | mask);
        int rest = value - mask;
        while (rest >= 0x80) {
            out.u8(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.u8(rest);
    }

    /** Appends a string, Huffman-coded when that is shorter (section 5.2). */
    static void string(Output out, String text) {
        int coded = Huffman.length(text);
        if (coded < text.length()) {
            integer(out, 0x80, 0x7f, coded);
            Huffman.encode(out, text);
        } else {
            integer(out, 0x00, 0x7f, text.length());
            out.latin1(text);
        }
    }
}
