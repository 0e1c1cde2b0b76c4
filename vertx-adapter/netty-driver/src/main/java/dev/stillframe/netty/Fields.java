package dev.stillframe.netty;

import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an application may have put into a response for HTTP/1.1, or for a laxer server, made fit to
 * be sent: fields of the hop are left out (RFC 9113 section 8.2.2), and what is no octet of
 * ISO-8859-1 becomes a question mark.
 */
final class Fields {
    private Fields() {}

    /** The same object where there is nothing to change. */
    static FieldSection sendable(FieldSection fields, boolean noLength) {
        for (int i = 0; i < fields.count(); i++) {
            if (!stays(fields.at(i).name(), noLength) || changes(fields.at(i))) {
                return changed(fields, noLength);
            }
        }
        return fields;
    }

    private static boolean stays(String name, boolean noLength) {
        return switch (name) {
            case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" ->
                    false;
            case "te" -> false;
            case "content-length" -> !noLength;
            default -> true;
        };
    }

    private static boolean changes(Field field) {
        String name = field.name();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return true;
            }
        }
        String value = field.value();
        int length = value.length();
        for (int i = 0; i < length; i++) {
            if (value.charAt(i) > 0xff) {
                return true;
            }
        }
        return length > 0 && (isSpace(value.charAt(0)) || isSpace(value.charAt(length - 1)));
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static FieldSection changed(FieldSection fields, boolean noLength) {
        List<Field> kept = new ArrayList<>(fields.count());
        String connection = named(fields);
        for (Field field : fields) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (stays(name, noLength) && !lists(connection, name)) {
                kept.add(new Field(name, narrow(field.value()).strip(), field.neverIndexed()));
            }
        }
        return FieldSection.of(kept);
    }

    /** What {@code connection} lists is of this hop only, too. */
    private static @Nullable String named(FieldSection fields) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase("connection")) {
                return field.value().toLowerCase(Locale.ROOT);
            }
        }
        return null;
    }

    private static boolean lists(@Nullable String connection, String name) {
        if (connection != null) {
            for (String member : connection.split(",")) {
                if (member.strip().equals(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String narrow(String value) {
        StringBuilder narrow = new StringBuilder(value);
        for (int i = 0; i < narrow.length(); i++) {
            if (narrow.charAt(i) > 0xff) {
                narrow.setCharAt(i, '?');
            }
        }
        return narrow.toString();
    }
}
