package dev.stillframe.api.message;

import java.util.Objects;

/**
 * A field line (RFC 9110 section 5, RFC 9113 section 8.2): a lower-case name and a value.
 *
 * <p>Name and value hold one octet of the wire per {@code char} (ISO-8859-1), as they came. A field
 * that the peer marked never-indexed (RFC 7541 section 6.2.3) stays so when it is sent on.
 *
 * @param name the name, lower case; pseudo-header fields begin with a colon
 * @param value the value, without leading or trailing white space
 * @param neverIndexed whether no hop may put the field into a compression table
 */
public record Field(String name, String value, boolean neverIndexed) {
    /** What RFC 7541 section 4.1 adds for each field to the octets of its name and value. */
    public static final int OVERHEAD = 32;

    public Field {
        Objects.requireNonNull(name);
        Objects.requireNonNull(value);
    }

    /** A field that may be indexed. */
    public Field(String name, String value) {
        this(name, value, false);
    }

    /** Its size in octets as RFC 7541 section 4.1 counts: name, value and 32. */
    public int size() {
        return name.length() + value.length() + OVERHEAD;
    }

    @Override
    public String toString() {
        return name + ": " + (neverIndexed ? "(never indexed)" : value);
    }
}
