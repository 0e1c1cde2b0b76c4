package dev.stillframe.vertx4;

import dev.stillframe.api.message.Field;
import org.jspecify.annotations.Nullable;

/**
 * Fields of responses. What was sent lately is the same object again, which the engine's encoder
 * finds at once.
 *
 * <p>The table is direct-mapped and written without locks by any thread: its entries are immutable,
 * so whoever reads an old one only misses.
 */
final class KnownFields {
    private static final int TABLE = 512;

    /** Longer values hardly come twice. */
    private static final int MAX_KNOWN = 128;

    private final @Nullable Field[] known = new Field[TABLE];

    /**
     * The field with this lower-case name.
     *
     * <p>White space around the value is not part of it (RFC 9113 section 8.2.1), and what is not
     * ISO-8859-1 becomes a question mark, as Netty has it.
     */
    Field field(String name, String value) {
        int hash = 31 * name.hashCode() + value.hashCode();
        int slot = (hash ^ hash >>> 16) & TABLE - 1;
        Field found = known[slot];
        if (found != null && found.name().equals(name) && found.value().equals(value)) {
            return found;
        }
        boolean secret = name.equals("set-cookie");
        Field made = new Field(name, narrow(value).strip(), secret);
        if (!secret && value.length() <= MAX_KNOWN) {
            known[slot] = made;
        }
        return made;
    }

    private static String narrow(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 0xff) {
                return narrowed(value);
            }
        }
        return value;
    }

    private static String narrowed(String value) {
        StringBuilder narrow = new StringBuilder(value);
        for (int i = 0; i < narrow.length(); i++) {
            if (narrow.charAt(i) > 0xff) {
                narrow.setCharAt(i, '?');
            }
        }
        return narrow.toString();
    }
}
