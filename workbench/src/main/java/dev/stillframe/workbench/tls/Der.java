package dev.stillframe.workbench.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes the few ASN.1 values that an X.509 certificate is made of (ITU-T X.690). */
final class Der {

    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Der() {}

    static byte[] sequence(byte[]... values) {
        return value(0x30, values);
    }

    static byte[] set(byte[]... values) {
        return value(0x31, values);
    }

    static byte[] integer(BigInteger number) {
        return value(0x02, number.toByteArray());
    }

    static byte[] bool(boolean truth) {
        return value(0x01, new byte[] {(byte) (truth ? 0xff : 0x00)});
    }

    static byte[] octetString(byte[] content) {
        return value(0x04, content);
    }

    /** A bit string of whole octets. */
    static byte[] bitString(byte[] content) {
        return value(0x03, new byte[] {0}, content);
    }

    static byte[] utf8(String text) {
        return value(0x0c, text.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 5280 section 4.1.2.5: before the year 2050 a date has two digits for its year. */
    static byte[] time(Instant instant) {
        return value(0x17, UTC_TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    /** An object identifier from its dotted form. */
    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.");
        var content = new ByteArrayOutputStream();
        // X.690 section 8.19.4: the first two arcs share one number.
        base128(content, Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            base128(content, Integer.parseInt(arcs[i]));
        }
        return value(0x06, content.toByteArray());
    }

    /** A context-specific tag around whole values. */
    static byte[] explicit(int number, byte[]... values) {
        return value(0xa0 | number, values);
    }

    /** A context-specific tag in place of a primitive value's own. */
    static byte[] implicit(int number, byte[] content) {
        return value(0x80 | number, content);
    }

    private static byte[] value(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        var out = new ByteArrayOutputStream(length + 5);
        out.write(tag);
        length(out, length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static void length(ByteArrayOutputStream out, int length) {
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
    }

    private static void base128(ByteArrayOutputStream out, int number) {
        for (int shift = 28; shift > 0; shift -= 7) {
            if (number >> shift != 0) {
                out.write(0x80 | (number >> shift & 0x7f));
            }
        }
        out.write(number & 0x7f);
    }
}
