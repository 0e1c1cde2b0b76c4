package dev.stillframe.h2.message;

import static dev.stillframe.h2.message.Characters.HOST;

import org.jspecify.annotations.Nullable;

/** Host and port, as in {@code :authority} and {@code host} (RFC 9110 sections 4.2 and 7.2). */
final class Authority {
    private static final int NO_PORT = -1;
    private static final int BAD_PORT = -2;

    private Authority() {}

    /**
     * What is wrong with the authority of an "http" or "https" URI, or null. The host must not be
     * empty (RFC 9110 section 4.2.1), user information must not be there (RFC 9113 section 8.3.1).
     */
    static @Nullable Malformed checkWeb(String name, String value) {
        int end = hostEnd(value);
        if (end > 0 && portAt(value, end) != BAD_PORT) {
            return null;
        }
        return value.indexOf('@') >= 0
                ? new Malformed.UserInfo(name)
                : new Malformed.BadAuthority(name, value);
    }

    /**
     * What is wrong with the target of CONNECT, or null: it has no default port (RFC 9110 section
     * 9.3.6), so that there must be one, and one that exists.
     */
    static @Nullable Malformed checkConnect(String value) {
        Malformed wrong = checkWeb(":authority", value);
        if (wrong != null) {
            return wrong;
        }
        int port = portAt(value, hostEnd(value));
        return port > 0 ? null : new Malformed.BadAuthority(":authority", value);
    }

    /**
     * What is wrong with the authority of another scheme, or null. Only that scheme knows; no octet
     * may be one that RFC 3986 section 3.2 does not have.
     */
    static @Nullable Malformed checkOther(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Characters.is(c, HOST) && c != ':' && c != '@' && c != '[' && c != ']') {
                return new Malformed.BadAuthority(name, value);
            }
        }
        return null;
    }

    /**
     * Whether both name the same entity: without regard to case, and with the scheme's port where
     * none is given (RFC 9113 section 8.3.1, RFC 3986 section 6.2.3).
     *
     * @param defaultPort the scheme's port, or a negative number when it is not known
     */
    static boolean same(String authority, String host, int defaultPort) {
        if (authority.equals(host)) {
            return true;
        }
        int end = hostEnd(authority);
        if (end < 0 || end != hostEnd(host) || !authority.regionMatches(true, 0, host, 0, end)) {
            return false;
        }
        int port = portAt(authority, end);
        int other = portAt(host, end);
        return port != BAD_PORT
                && (port == NO_PORT ? defaultPort : port)
                        == (other == NO_PORT ? defaultPort : other);
    }

    /** The port that is written, or negative. */
    static int port(String authority) {
        int end = hostEnd(authority);
        return end < 0 ? BAD_PORT : portAt(authority, end);
    }

    /** Where the host ends: at a port's colon or at the end. Negative when there is no host. */
    private static int hostEnd(String value) {
        int length = value.length();
        if (length == 0) {
            return -1;
        }
        boolean address = value.charAt(0) == '[';
        for (int i = address ? 1 : 0; i < length; i++) {
            char c = value.charAt(i);
            if (address && c == ']') {
                boolean ends = i + 1 == length || value.charAt(i + 1) == ':';
                return i > 1 && ends ? i + 1 : -1;
            }
            if (!address && c == ':') {
                return i == 0 ? -1 : i;
            }
            if (!Characters.is(c, HOST) && c != ':') {
                return -1;
            }
        }
        return address ? -1 : length;
    }

    /** The port behind the host. An empty one is none; one beyond 16 bits cannot be. */
    private static int portAt(String value, int hostEnd) {
        int from = hostEnd + 1;
        if (from >= value.length()) {
            return NO_PORT;
        }
        int port = 0;
        for (int i = from; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return BAD_PORT;
            }
            port = port * 10 + digit;
            if (port > 0xffff) {
                return BAD_PORT;
            }
        }
        return port;
    }
}
