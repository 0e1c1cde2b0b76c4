package dev.stillframe.h2.hpack;

/** What a decoder's table takes, for tests outside this package. */
public final class Tables {
    private Tables() {}

    /** Octets in the table as RFC 7541 section 4.1 counts. */
    public static int size(FieldDecoder decoder) {
        return decoder.table().size();
    }

    /** Octets in the table as RFC 7541 section 4.1 counts. */
    public static int size(FieldEncoder encoder) {
        return encoder.table().size();
    }
}
