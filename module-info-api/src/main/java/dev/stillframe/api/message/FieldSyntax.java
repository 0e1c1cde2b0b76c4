package dev.stillframe.api.message;

/** What names and values may hold (RFC 9113 section 8.2.1), as a table with a bit for each. */
final class FieldSyntax {
    private static final int NAME = 1;
    private static final int VALUE = 2;
    private static final byte[] KINDS = new byte[256];

    static {
        for (int c = 0x20; c < 256; c++) {
            KINDS[c] = c == 0x7f ? 0 : (byte) VALUE;
        }
        KINDS['\t'] = VALUE;
        // RFC 9110 section 5.6.2: token; without upper-case letters.
        String token = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz";
        for (int i = 0; i < token.length(); i++) {
            KINDS[token.charAt(i)] |= NAME;
        }
    }

    private FieldSyntax() {}

    static boolean isName(String text) {
        return !text.isEmpty() && all(text, NAME);
    }

    static boolean isValue(String text) {
        int length = text.length();
        return length == 0
                || all(text, VALUE)
                        && !isSpace(text.charAt(0))
                        && !isSpace(text.charAt(length - 1));
    }

    /** More than an octet, which only an application can have, is of no kind. */
    private static boolean all(String text, int kind) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 256 || (KINDS[c] & kind) == 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
