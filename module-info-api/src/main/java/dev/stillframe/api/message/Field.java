package dev.stillframe.api.message;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A field line (RFC 9110 section 5, RFC 9113 section 8.2): a lower-case name and a value.
 *
 * <p>Name and value hold one octet of the wire per {@code char} (ISO-8859-1), as they came. A field
 * that the peer marked never-indexed (RFC 7541 section 6.2.3) stays so when it is sent on.
 *
 * <p>A value, and no record only because it remembers what {@link #isWellFormed} has found: fields
 * come again and again, from compression tables and as constants.
 */
public final class Field {
    /** What RFC 7541 section 4.1 adds for each field to the octets of its name and value. */
    public static final int OVERHEAD = 32;

    private static final byte UNKNOWN = 0;
    private static final byte WELL_FORMED = 1;
    private static final byte ILL_FORMED = 2;

    private final String name;
    private final String value;
    private final boolean neverIndexed;

    /** Found once and for all; two threads that find it at the same time find the same. */
    private byte form;

    /**
     * @param name the name, lower case; pseudo-header fields begin with a colon
     * @param value the value, without leading or trailing white space
     * @param neverIndexed whether no hop may put the field into a compression table
     */
    public Field(String name, String value, boolean neverIndexed) {
        this.name = Objects.requireNonNull(name);
        this.value = Objects.requireNonNull(value);
        this.neverIndexed = neverIndexed;
    }

    /** A field that may be indexed. */
    public Field(String name, String value) {
        this(name, value, false);
    }

    /** The name, lower case; that of a pseudo-header field begins with a colon. */
    public String name() {
        return name;
    }

    /** The value. */
    public String value() {
        return value;
    }

    /** Whether no hop may put the field into a compression table (RFC 7541 section 6.2.3). */
    public boolean neverIndexed() {
        return neverIndexed;
    }

    /** Its size in octets as RFC 7541 section 4.1 counts: name, value and 32. */
    public int size() {
        return name.length() + value.length() + OVERHEAD;
    }

    /**
     * Whether RFC 9113 section 8.2.1 allows it as an ordinary field: the name is a token without
     * upper-case letters, and the value has neither NUL, CR, LF nor other controls but the
     * horizontal tab, nor white space at its ends. A pseudo-header field is not. What a name means
     * is not looked at.
     */
    public boolean isWellFormed() {
        byte known = form;
        if (known == UNKNOWN) {
            known =
                    FieldSyntax.isName(name) && FieldSyntax.isValue(value)
                            ? WELL_FORMED
                            : ILL_FORMED;
            form = known;
        }
        return known == WELL_FORMED;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Field that
                && name.equals(that.name)
                && value.equals(that.value)
                && neverIndexed == that.neverIndexed;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + value.hashCode()) + Boolean.hashCode(neverIndexed);
    }

    @Override
    public String toString() {
        return name + ": " + (neverIndexed ? "(never indexed)" : value);
    }
}
