package dev.stillframe.jetty;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's fields as field sections: lower-case names, no connection-specific fields (RFC 9113
 * section 8.2.2).
 *
 * <p>Fields that were sent lately, by any connection of the factory, are the same object again,
 * which the engine's encoder finds at once. The table is direct-mapped and written without locks:
 * its entries are immutable, so whoever reads an old one only misses.
 *
 * <p>It is only these names and values that are encoded, never what a field may bring along
 * pre-encoded: that was made for another encoder's table.
 */
final class ResponseHeads {
    private static final int TABLE = 512;

    /** Longer values hardly come twice. */
    private static final int MAX_KNOWN = 128;

    private final @Nullable Field[] known = new Field[TABLE];

    /** A field section that cannot be sent, for a reason that is the application's to know. */
    static final class Unsendable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unsendable(String message) {
            super(message, null, false, true);
        }
    }

    /**
     * @param maxSize octets of all names and values at the most; below zero for no limit
     * @throws Unsendable when it is larger, or a field has octets that HTTP does not allow
     */
    FieldSection section(HttpFields http, int maxSize) {
        Field[] fields = new Field[http.size()];
        int count = 0;
        long size = 0;
        boolean hopByHop = false;
        for (HttpField field : http) {
            HttpHeader header = field.getHeader();
            if (header != null) {
                switch (header) {
                    case CONNECTION -> {
                        hopByHop = true;
                        continue;
                    }
                    case KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE -> {
                        continue;
                    }
                    case TE -> {
                        if (!"trailers".equalsIgnoreCase(field.getValue())) {
                            continue;
                        }
                    }
                    default -> {}
                }
            }
            Field made = field(field);
            size += made.name().length() + made.value().length();
            fields[count++] = made;
        }
        if (maxSize >= 0 && size > maxSize) {
            throw new Unsendable("Response header too large: " + size + " > " + maxSize);
        }
        if (hopByHop) {
            count = withoutNamed(http, fields, count);
        }
        return FieldSection.copyOf(fields, 0, count);
    }

    /** The names that Connection lists are of this hop only, too. */
    private static int withoutNamed(HttpFields http, Field[] fields, int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (!http.contains(HttpHeader.CONNECTION, fields[i].name())) {
                fields[kept++] = fields[i];
            }
        }
        return kept;
    }

    private Field field(HttpField field) {
        String name = field.getLowerCaseName();
        String value = field.getValue();
        if (value == null) {
            value = "";
        }
        int hash = 31 * name.hashCode() + value.hashCode();
        int slot = (hash ^ hash >>> 16) & TABLE - 1;
        Field found = known[slot];
        if (found != null && found.name().equals(name) && found.value().equals(value)) {
            return found;
        }
        boolean secret = field.getHeader() == HttpHeader.SET_COOKIE;
        Field made = new Field(checkedName(name), checkedValue(name, value), secret);
        if (!secret && value.length() <= MAX_KNOWN) {
            known[slot] = made;
        }
        return made;
    }

    private static String checkedName(String name) {
        boolean good = !name.isEmpty();
        for (int i = 0; i < name.length() && good; i++) {
            char c = name.charAt(i);
            good = c > 0x20 && c < 0x7f && c != ':';
        }
        if (!good) {
            throw new Unsendable("Not a field name: " + name);
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** NUL, CR and LF never pass (RFC 9113 section 8.2.1); beyond ISO-8859-1 is not HTTP. */
    private static String checkedValue(String name, String value) {
        boolean wide = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0 || c == '\n' || c == '\r') {
                throw new Unsendable("Octets that HTTP does not allow in the value of " + name);
            }
            wide |= c > 0xff;
        }
        String sent = value;
        if (wide) {
            StringBuilder narrow = new StringBuilder(value);
            for (int i = 0; i < narrow.length(); i++) {
                if (narrow.charAt(i) > 0xff) {
                    narrow.setCharAt(i, '?');
                }
            }
            sent = narrow.toString();
        }
        return sent.strip();
    }
}
