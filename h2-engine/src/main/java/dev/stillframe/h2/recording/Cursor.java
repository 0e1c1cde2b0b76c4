package dev.stillframe.h2.recording;

import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link Pen} wrote. What is not so throws an {@link IllegalArgumentException} or {@link
 * IndexOutOfBoundsException}; {@link RecordingReader} makes a value of it. Never takes memory for
 * more than is there.
 */
final class Cursor {
    private final Octets octets;
    private int at;

    Cursor(Octets octets) {
        this.octets = octets;
    }

    int octet() {
        return octets.at(at++);
    }

    boolean flag() {
        return switch (octet()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new IllegalArgumentException("a flag is neither 0 nor 1");
        };
    }

    int number() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int octet = octet();
            value |= (octet & 0x7f) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number is longer than 32 bits");
    }

    int word() {
        return octet() << 24 | octet() << 16 | octet() << 8 | octet();
    }

    long longWord() {
        return (long) word() << 32 | word() & 0xffff_ffffL;
    }

    /** How many of something follow, of which each has at least one octet. */
    int count() {
        int count = number();
        if (count < 0 || count > octets.length() - at) {
            throw new IllegalArgumentException("more is announced than there is");
        }
        return count;
    }

    Octets octets() {
        int count = count();
        at += count;
        return octets.slice(at - count, count);
    }

    String text() {
        int count = count();
        StringBuilder text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append((char) number());
        }
        return text.toString();
    }

    @Nullable String optional() {
        return flag() ? text() : null;
    }

    Map<String, String> pairs() {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int left = count(); left > 0; left--) {
            pairs.put(text(), text());
        }
        return pairs;
    }

    FieldSection fields() {
        int count = count();
        List<Field> fields = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            fields.add(new Field(text(), text(), flag()));
        }
        return FieldSection.of(fields);
    }

    RequestHead requestHead() {
        return new RequestHead(text(), optional(), optional(), optional(), optional(), fields());
    }

    ResponseHead responseHead() {
        return new ResponseHead(number(), fields());
    }

    /** What an older recording does not say is as it is by default. */
    Limits limits() {
        return LimitValues.read(pairs(), new ArrayList<>());
    }

    void requireEnd() {
        if (at != octets.length()) {
            throw new IllegalArgumentException("there is more than belongs to it");
        }
    }
}
