package dev.stillframe.grpc.wire;

import java.nio.charset.StandardCharsets;

/**
 * {@code grpc-message}: UTF-8 in which all but printable ASCII, and the percent sign, is
 * percent-encoded. So is a space at either end, which no field value may have (RFC 9113 section
 * 8.2.1).
 */
public final class PercentText {
    private static final String DIGITS = "0123456789ABCDEF";

    private PercentText() {}

    /** The text as it is sent. */
    public static String encode(String text) {
        if (isPlain(text) && !text.startsWith(" ") && !text.endsWith(" ")) {
            return text;
        }
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder encoded = new StringBuilder(octets.length + 16);
        for (int i = 0; i < octets.length; i++) {
            byte octet = octets[i];
            boolean edge = i == 0 || i == octets.length - 1;
            if (isPlain((char) (octet & 0xff)) && !(edge && octet == ' ')) {
                encoded.append((char) octet);
            } else {
                encoded.append('%')
                        .append(DIGITS.charAt(octet >> 4 & 15))
                        .append(DIGITS.charAt(octet & 15));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c <= '~' && c != '%';
    }

    /**
     * The text that was sent. Never fails and never loses a message: a percent sign without two
     * digits behind it stands for itself, and octets that are not UTF-8 are replaced.
     *
     * @param value one octet per {@code char}, as fields have it
     */
    public static String decode(String value) {
        if (isPlain(value)) {
            return value;
        }
        byte[] octets = new byte[value.length()];
        int count = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            int high = c == '%' && i + 2 < value.length() ? digit(value.charAt(i + 1)) : -1;
            int low = high < 0 ? -1 : digit(value.charAt(i + 2));
            if (low >= 0) {
                octets[count++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                octets[count++] = (byte) c;
            }
        }
        return new String(octets, 0, count, StandardCharsets.UTF_8);
    }

    private static int digit(char c) {
        return c > 'f' ? -1 : Character.digit(c, 16);
    }
}
