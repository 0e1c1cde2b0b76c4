package dev.stillframe.h2.hpack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A field block written by hand, representation by representation, well-formed or not. */
final class Block {
    /** How a string is written (RFC 7541 section 5.2). */
    enum Coding {
        PLAIN,
        HUFFMAN
    }

    /** How a literal is written (RFC 7541 section 6.2): its pattern, and the mask of its prefix. */
    enum Literal {
        INCREMENTAL(0x40, 0x3f),
        WITHOUT_INDEXING(0x00, 0x0f),
        NEVER_INDEXED(0x10, 0x0f);

        private final int pattern;
        private final int mask;

        Literal(int pattern, int mask) {
            this.pattern = pattern;
            this.mask = mask;
        }
    }

    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();

    static Block block() {
        return new Block();
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    Block raw(String hex) {
        octets.writeBytes(hex(hex));
        return this;
    }

    Block raw(byte[] more) {
        octets.writeBytes(more);
        return this;
    }

    Block indexed(int index) {
        return integer(0x80, 0x7f, index);
    }

    Block sizeUpdate(long size) {
        return integer(0x20, 0x1f, size);
    }

    Block literal(Literal literal, int nameIndex, String value, Coding coding) {
        return integer(literal.pattern, literal.mask, nameIndex).string(value, coding);
    }

    Block literal(Literal literal, String name, String value, Coding coding) {
        return integer(literal.pattern, literal.mask, 0).string(name, coding).string(value, coding);
    }

    Block string(String text, Coding coding) {
        return switch (coding) {
            case PLAIN ->
                    integer(0, 0x7f, text.length()).raw(text.getBytes(StandardCharsets.ISO_8859_1));
            case HUFFMAN -> {
                byte[] coded = AppendixB.encode(text);
                yield integer(0x80, 0x7f, coded.length).raw(coded);
            }
        };
    }

    /** The algorithm of section 5.1, as it is printed there. */
    Block integer(int pattern, int mask, long value) {
        if (value < mask) {
            octets.write((int) (pattern | value));
            return this;
        }
        octets.write(pattern | mask);
        long rest = value - mask;
        while (rest >= 128) {
            octets.write((int) (rest % 128 + 128));
            rest = rest / 128;
        }
        octets.write((int) rest);
        return this;
    }

    byte[] octets() {
        return octets.toByteArray();
    }
}
