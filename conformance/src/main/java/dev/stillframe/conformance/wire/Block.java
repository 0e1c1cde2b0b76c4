package dev.stillframe.conformance.wire;

import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.octets.Output;

/**
 * Field blocks as octets (RFC 7541 section 6), right or wrong. Every field is a literal, never
 * Huffman-coded: what a case wants to send is what stands on the wire.
 */
public final class Block {
    private static final int LITERAL = 0x00;
    private static final int LITERAL_INTO_TABLE = 0x40;
    private static final int LENGTH_MASK = 0x7f;

    private Block() {}

    /** Names and values in turn, none of which enters the table. */
    public static Octets of(String... namesAndValues) {
        return literals(LITERAL, namesAndValues);
    }

    /** Names and values in turn; each enters the table. */
    public static Octets entering(String... namesAndValues) {
        return literals(LITERAL_INTO_TABLE, namesAndValues);
    }

    private static Octets literals(int pattern, String... namesAndValues) {
        Output out = new Output(256);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            out.u8(pattern);
            string(out, namesAndValues[i]);
            string(out, namesAndValues[i + 1]);
        }
        return out.cut();
    }

    private static void string(Output out, String text) {
        int length = text.length();
        if (length < LENGTH_MASK) {
            out.u8(length);
        } else {
            out.u8(LENGTH_MASK);
            int rest = length - LENGTH_MASK;
            while (rest >= 0x80) {
                out.u8(rest & 0x7f | 0x80);
                rest >>>= 7;
            }
            out.u8(rest);
        }
        out.latin1(text);
    }
}
