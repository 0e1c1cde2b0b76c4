package dev.stillframe.h2.recording;

import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.octets.Output;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what records are made of; {@link Cursor} reads it. */
final class Pen {
    private final Output out;

    Pen(Output out) {
        this.out = out;
    }

    Pen octet(int value) {
        out.u8(value);
        return this;
    }

    Pen flag(boolean value) {
        return octet(value ? 1 : 0);
    }

    /** Any int, taken as unsigned: small ones are short. */
    Pen number(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.u8(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.u8(rest);
        return this;
    }

    Pen word(int value) {
        out.u32(value);
        return this;
    }

    Pen longWord(long value) {
        out.u32((int) (value >> 32)).u32((int) value);
        return this;
    }

    Pen octets(Octets octets) {
        number(octets.length());
        out.put(octets);
        return this;
    }

    /** Char by char, so that also what is no text comes back as it was. */
    Pen text(String text) {
        number(text.length());
        if (isAscii(text)) {
            out.latin1(text); // the same octets, at once
            return this;
        }
        for (int i = 0; i < text.length(); i++) {
            number(text.charAt(i));
        }
        return this;
    }

    private static boolean isAscii(String text) {
        int all = 0;
        for (int i = 0; i < text.length(); i++) {
            all |= text.charAt(i);
        }
        return all < 0x80;
    }

    Pen optional(@Nullable String text) {
        flag(text != null);
        return text == null ? this : text(text);
    }

    Pen pairs(Map<String, String> pairs) {
        number(pairs.size());
        pairs.forEach((name, value) -> text(name).text(value));
        return this;
    }

    Pen fields(FieldSection fields) {
        number(fields.count());
        for (Field field : fields) {
            text(field.name()).text(field.value()).flag(field.neverIndexed());
        }
        return this;
    }

    Pen head(RequestHead head) {
        return text(head.method())
                .optional(head.scheme())
                .optional(head.authority())
                .optional(head.path())
                .optional(head.protocol())
                .fields(head.fields());
    }

    Pen head(ResponseHead head) {
        return number(head.status()).fields(head.fields());
    }

    Pen limits(Limits limits) {
        return pairs(LimitValues.of(limits));
    }
}
