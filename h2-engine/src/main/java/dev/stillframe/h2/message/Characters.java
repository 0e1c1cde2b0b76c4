package dev.stillframe.h2.message;

/** Which octets may stand where, as one table: a bit for each kind of text. */
final class Characters {
    /** RFC 9110 section 5.6.2: token. */
    static final int TOKEN = 1;

    /**
     * RFC 9113 section 8.2.1: a field name, a token without upper-case letters. The section forbids
     * less (a name might hold a parenthesis), but asks that RFC 9110 section 5.1 be checked too,
     * and a name that is no token means nothing to anyone but a parser that can be confused.
     */
    static final int NAME = 2;

    /**
     * RFC 9110 section 5.5: within a field value. NUL, CR and LF are dangerous, the other controls
     * invalid; they may be kept only "within a safe context", which cannot be known here.
     */
    static final int VALUE = 4;

    /**
     * Within {@code :path}: everything but white space, controls and the fragment's {@code #}. RFC
     * 3986 allows less, but browsers send what it forbids ({@code |}, {@code ^}, braces) and
     * command lines send raw UTF-8; no such octet delimits anything, and whoever maps the path
     * decides.
     */
    static final int PATH = 8;

    /** RFC 3986 section 3.2.2: reg-name, and within brackets an address. */
    static final int HOST = 16;

    /** RFC 3986 section 3.1: scheme. */
    static final int SCHEME = 32;

    private static final byte[] KINDS = new byte[256];

    static {
        for (int c = 'a'; c <= 'z'; c++) {
            mark(c, TOKEN | NAME | HOST | SCHEME);
            mark(c - 'a' + 'A', TOKEN | HOST | SCHEME);
        }
        for (int c = '0'; c <= '9'; c++) {
            mark(c, TOKEN | NAME | HOST | SCHEME);
        }
        mark("!#$%&'*+-.^_`|~", TOKEN | NAME);
        mark("-._~%!$&'()*+,;=", HOST);
        mark("+-.", SCHEME);
        for (int c = 0x21; c < 256; c++) {
            if (c != 0x7f) {
                mark(c, VALUE | (c == '#' ? 0 : PATH));
            }
        }
        mark(" \t", VALUE);
    }

    private Characters() {}

    private static void mark(int character, int kinds) {
        KINDS[character] |= (byte) kinds;
    }

    private static void mark(String characters, int kinds) {
        for (int i = 0; i < characters.length(); i++) {
            mark(characters.charAt(i), kinds);
        }
    }

    /**
     * Whether {@code c} is of {@code kind}. More than an octet (from our application) is of none.
     */
    static boolean is(char c, int kind) {
        return c < 256 && (KINDS[c] & kind) != 0;
    }

    /** Where the first character stands that is not of {@code kind}, or -1. */
    static int firstNot(String text, int kind) {
        for (int i = 0; i < text.length(); i++) {
            if (!is(text.charAt(i), kind)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether the text is not empty and all of {@code kind}. */
    static boolean all(String text, int kind) {
        return !text.isEmpty() && firstNot(text, kind) < 0;
    }
}
