package dev.stillframe.grpc.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259), and nothing that is not. Two members of one name, which the RFC leaves
 * open, are refused: one of them would be lost without a word.
 */
public final class JsonReader {
    /** The longest text, in characters; a TXT record of DNS has 65,535 octets at the most. */
    public static final int MAX_LENGTH = 1 << 18;

    /** How deep values may be nested; a service config needs nine. */
    public static final int MAX_DEPTH = 32;

    private final String text;
    private int at;
    private int depth;
    private @Nullable String fault;

    private JsonReader(String text) {
        this.text = text;
    }

    /** Reads a whole document. Total: no text throws. */
    public static Json.Read read(String text) {
        JsonReader reader = new JsonReader(text);
        Json value = null;
        if (text.length() > MAX_LENGTH) {
            reader.fail("longer than " + MAX_LENGTH + " characters");
        } else {
            value = reader.value();
            reader.space();
            if (reader.fault == null && reader.at < text.length()) {
                reader.fail("something follows the value");
            }
        }
        String fault = reader.fault;
        return value == null || fault != null
                ? reader.broken(fault == null ? "no value" : fault)
                : new Json.Whole(value);
    }

    private Json.Broken broken(String reason) {
        int end = Math.min(at, text.length());
        int line = 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
        return new Json.Broken(line, end - text.lastIndexOf('\n', end - 1), reason);
    }

    /** Remembers the first fault. What comes after it is of no interest. */
    private @Nullable Json fail(String reason) {
        if (fault == null) {
            fault = reason;
        }
        return null;
    }

    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void space() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            at++;
        }
    }

    private @Nullable Json value() {
        space();
        return switch (peek()) {
            case '{' -> nested('{');
            case '[' -> nested('[');
            case '"' -> {
                String string = string();
                yield string == null ? null : new Json.Text(string);
            }
            case 't' -> name("true", Json.Name.TRUE);
            case 'f' -> name("false", Json.Name.FALSE);
            case 'n' -> name("null", Json.Name.NULL);
            case -1 -> fail("the text ends before its value");
            default -> number();
        };
    }

    private @Nullable Json name(String name, Json.Name value) {
        if (!text.startsWith(name, at)) {
            return fail("not a value");
        }
        at += name.length();
        return value;
    }

    private @Nullable Json nested(char open) {
        if (depth == MAX_DEPTH) {
            return fail("nested deeper than " + MAX_DEPTH);
        }
        depth++;
        at++;
        Json value = open == '{' ? members() : elements();
        depth--;
        return value;
    }

    private @Nullable Json members() {
        Map<String, Json> members = new LinkedHashMap<>();
        space();
        if (take('}')) {
            return new Json.Members(Map.of());
        }
        do {
            space();
            int start = at;
            String name = peek() == '"' ? string() : null;
            if (name == null) {
                return fail("the name of a member is missing");
            }
            space();
            if (!take(':')) {
                return fail("a colon is missing");
            }
            Json value = value();
            if (value == null) {
                return null;
            }
            if (members.put(name, value) != null) {
                at = start;
                return fail("a second member '" + name + "'");
            }
            space();
        } while (take(','));
        return take('}')
                ? new Json.Members(Collections.unmodifiableMap(members))
                : fail("an object is not closed");
    }

    private @Nullable Json elements() {
        List<Json> elements = new ArrayList<>();
        space();
        if (take(']')) {
            return new Json.Elements(List.of());
        }
        do {
            Json value = value();
            if (value == null) {
                return null;
            }
            elements.add(value);
            space();
        } while (take(','));
        return take(']')
                ? new Json.Elements(List.copyOf(elements))
                : fail("an array is not closed");
    }

    private @Nullable Json number() {
        int start = at;
        take('-');
        boolean digits = take('0') || digits();
        if (digits && take('.')) {
            digits = digits();
        }
        if (digits && (take('e') || take('E'))) {
            if (!take('+')) {
                take('-');
            }
            digits = digits();
        }
        if (!digits) {
            at = Math.max(start, Math.min(at, text.length()));
            return fail(at == start ? "not a value" : "not a number");
        }
        return new Json.Number(text.substring(start, at));
    }

    private boolean digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at > start;
    }

    /** Section 7; lone surrogates are taken as they are (section 8.2). */
    private @Nullable String string() {
        at++;
        StringBuilder string = new StringBuilder();
        while (fault == null) {
            int c = peek();
            if (c < ' ') {
                fail(c < 0 ? "a string is not closed" : "a control character in a string");
                return null;
            }
            at++;
            if (c == '"') {
                return string.toString();
            }
            if (c == '\\') {
                escaped(string);
            } else {
                string.append((char) c);
            }
        }
        return null;
    }

    private void escaped(StringBuilder string) {
        int c = peek();
        int plain = c < 0 ? -1 : "\"\\/bfnrt".indexOf(c);
        if (plain >= 0) {
            at++;
            string.append("\"\\/\b\f\n\r\t".charAt(plain));
            return;
        }
        int code = 0;
        boolean known = c == 'u' && at + 5 <= text.length();
        for (int i = at + 1; known && i < at + 5; i++) {
            char letter = text.charAt(i);
            int digit = letter < 128 ? Character.digit(letter, 16) : -1;
            known = digit >= 0;
            code = code * 16 + digit;
        }
        if (known) {
            at += 5;
            string.append((char) code);
        } else {
            fail("an unknown escape in a string");
        }
    }
}
