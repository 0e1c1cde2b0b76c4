package dev.stillframe.h2.message;

/**
 * Why a message is malformed (RFC 9113 section 8.1.1): one record for each kind.
 *
 * <p>It is kept in logs and sent in reset reasons, so texts from the peer are cut and made
 * printable when a record is made, and values of ordinary fields, which may be secret, are never
 * part of it.
 */
public sealed interface Malformed {
    /** How many characters of a text from the peer are kept. */
    int SHOWN = 64;

    /** What was wrong, in words. */
    String reason();

    /** A field name has an upper-case letter (section 8.2.1). */
    record UpperCaseName(String name) implements Malformed {
        public UpperCaseName {
            name = shown(name);
        }

        @Override
        public String reason() {
            return "field name '" + name + "' has upper-case letters";
        }
    }

    /** A field name is empty or not a token (section 8.2.1, RFC 9110 section 5.1). */
    record BadName(String name) implements Malformed {
        public BadName {
            name = shown(name);
        }

        @Override
        public String reason() {
            return name.isEmpty() ? "field name is empty" : "'" + name + "' is not a field name";
        }
    }

    /**
     * A field value has an octet where it must not stand (section 8.2.1, RFC 9110 section 5.5).
     *
     * @param octet the first such octet
     */
    record BadValue(String name, int octet) implements Malformed {
        public BadValue {
            name = shown(name);
        }

        @Override
        public String reason() {
            return "value of '" + name + "' must not have octet " + hex(octet) + " where it stands";
        }
    }

    /** A field that belongs to one connection, which HTTP/2 does not have (section 8.2.2). */
    record ConnectionSpecific(String name) implements Malformed {
        public ConnectionSpecific {
            name = shown(name);
        }

        @Override
        public String reason() {
            return "'" + name + "' is connection-specific";
        }
    }

    /** {@code transfer-encoding} (section 8.2.2): apart, since it is how requests are smuggled. */
    record TransferEncoding() implements Malformed {
        @Override
        public String reason() {
            return "'transfer-encoding' has no place in HTTP/2";
        }
    }

    /** {@code te} says something other than {@code trailers} (section 8.2.2). */
    record BadTe(String value) implements Malformed {
        public BadTe {
            value = shown(value);
        }

        @Override
        public String reason() {
            return "'te' may only be 'trailers', not '" + value + "'";
        }
    }

    /** A pseudo-header field that is not defined for such a message (section 8.3). */
    record UnknownPseudo(String name) implements Malformed {
        public UnknownPseudo {
            name = shown(name);
        }

        @Override
        public String reason() {
            return "'" + name + "' is not defined for such a message";
        }
    }

    /** A pseudo-header field twice (section 8.3). */
    record DuplicatePseudo(String name) implements Malformed {
        @Override
        public String reason() {
            return "'" + name + "' is given twice";
        }
    }

    /** A pseudo-header field that such a message must have is not there (section 8.3.1, 8.3.2). */
    record MissingPseudo(String name) implements Malformed {
        @Override
        public String reason() {
            return "'" + name + "' is missing";
        }
    }

    /** A pseudo-header field behind an ordinary field (section 8.3). */
    record PseudoAfterField(String name) implements Malformed {
        public PseudoAfterField {
            name = shown(name);
        }

        @Override
        public String reason() {
            return "'" + name + "' comes after an ordinary field";
        }
    }

    /** A pseudo-header field in trailers (section 8.1). */
    record PseudoInTrailers(String name) implements Malformed {
        public PseudoInTrailers {
            name = shown(name);
        }

        @Override
        public String reason() {
            return "'" + name + "' stands in trailers";
        }
    }

    /** {@code :method} is not a token (RFC 9110 section 9.1). */
    record BadMethod(String method) implements Malformed {
        public BadMethod {
            method = shown(method);
        }

        @Override
        public String reason() {
            return "':method' is not a token: '" + method + "'";
        }
    }

    /** {@code :scheme} is not a scheme (RFC 3986 section 3.1). */
    record BadScheme(String scheme) implements Malformed {
        public BadScheme {
            scheme = shown(scheme);
        }

        @Override
        public String reason() {
            return "':scheme' is not a scheme: '" + scheme + "'";
        }
    }

    /**
     * {@code :path} is neither an absolute path with an optional query nor, for OPTIONS, {@code *}.
     */
    record BadPath(Fault fault) implements Malformed {
        /** What is wrong with the path (section 8.3.1). */
        public enum Fault {
            EMPTY("is empty"),
            NOT_ABSOLUTE("does not begin with a slash"),
            ASTERISK("is '*', which only OPTIONS may ask for"),
            FRAGMENT("has a fragment"),
            CHARACTER("has white space or a control character");

            private final String words;

            Fault(String words) {
                this.words = words;
            }
        }

        @Override
        public String reason() {
            return "':path' " + fault.words;
        }
    }

    /**
     * Not a host with an optional port; for CONNECT not a host with a port (section 8.3.1, 8.5).
     *
     * @param name {@code :authority} or {@code host}
     */
    record BadAuthority(String name, String value) implements Malformed {
        public BadAuthority {
            value = shown(value);
        }

        @Override
        public String reason() {
            return "'" + name + "' is not an authority: '" + value + "'";
        }
    }

    /**
     * User information before the host (section 8.3.1). It is a secret, and not part of this.
     *
     * @param name {@code :authority} or {@code host}
     */
    record UserInfo(String name) implements Malformed {
        @Override
        public String reason() {
            return "'" + name + "' has user information";
        }
    }

    /** {@code host} names another entity than {@code :authority} (section 8.3.1). */
    record HostMismatch(String authority, String host) implements Malformed {
        public HostMismatch {
            authority = shown(authority);
            host = shown(host);
        }

        @Override
        public String reason() {
            return "'host' is '" + host + "', ':authority' is '" + authority + "'";
        }
    }

    /** {@code host} twice (RFC 9112 section 3.2): downstream, either might be believed. */
    record DuplicateHost() implements Malformed {
        @Override
        public String reason() {
            return "'host' is given twice";
        }
    }

    /** CONNECT with a pseudo-header field that it must not have (section 8.5). */
    record ConnectShape(String name) implements Malformed {
        @Override
        public String reason() {
            return "CONNECT must not have '" + name + "'";
        }
    }

    /**
     * {@code :protocol} without CONNECT, or not allowed by our SETTINGS_ENABLE_CONNECT_PROTOCOL
     * (RFC 8441 sections 3 and 4).
     */
    record ProtocolNotAllowed(String method) implements Malformed {
        public ProtocolNotAllowed {
            method = shown(method);
        }

        @Override
        public String reason() {
            return "':protocol' is not allowed with " + method + " here";
        }
    }

    /** {@code :protocol} is not an upgrade token (RFC 8441 section 4, RFC 9110 section 7.8). */
    record BadProtocol(String protocol) implements Malformed {
        public BadProtocol {
            protocol = shown(protocol);
        }

        @Override
        public String reason() {
            return "':protocol' is not an upgrade token: '" + protocol + "'";
        }
    }

    /** {@code content-length} is not a number, or not one number (RFC 9110 section 8.6). */
    record BadContentLength(String value) implements Malformed {
        public BadContentLength {
            value = shown(value);
        }

        @Override
        public String reason() {
            return "'content-length' is not one number: '" + value + "'";
        }
    }

    /**
     * The content is not as long as announced (section 8.1.1).
     *
     * @param received so many octets came, or came so far when they are too many already
     */
    record ContentLengthMismatch(long expected, long received) implements Malformed {
        @Override
        public String reason() {
            return "'content-length' is " + expected + ", but " + received + " octets came";
        }
    }

    /** Content in a message that cannot have any (RFC 9110 section 6.4.1, RFC 9113 section 8.4). */
    record ContentForbidden(long octets) implements Malformed {
        @Override
        public String reason() {
            return octets + " octets of content in a message that has none";
        }
    }

    /** We would send {@code content-length} with 1xx or 204 (RFC 9110 section 8.6). */
    record ContentLengthForbidden(int status) implements Malformed {
        @Override
        public String reason() {
            return "'content-length' must not be sent with status " + status;
        }
    }

    /** {@code :status} is not a three-digit number from 100 on (RFC 9110 section 15). */
    record BadStatus(String status) implements Malformed {
        public BadStatus {
            status = shown(status);
        }

        @Override
        public String reason() {
            return "':status' is not a status: '" + status + "'";
        }
    }

    /** Status 101 (section 8.6). */
    record SwitchingProtocols() implements Malformed {
        @Override
        public String reason() {
            return "HTTP/2 has no status 101";
        }
    }

    /** An interim response that ends the stream (section 8.1). */
    record InterimEnd(int status) implements Malformed {
        @Override
        public String reason() {
            return "the stream ends with interim status " + status;
        }
    }

    /** A second field section that does not end the stream (section 8.1). */
    record TrailersWithoutEnd() implements Malformed {
        @Override
        public String reason() {
            return "trailers do not end the stream";
        }
    }

    /** A promised request whose method is not known to be safe and cacheable (section 8.4). */
    record PromisedMethod(String method) implements Malformed {
        public PromisedMethod {
            method = shown(method);
        }

        @Override
        public String reason() {
            return "a request with " + method + " cannot be promised";
        }
    }

    private static String hex(int octet) {
        return String.format("0x%02x", octet);
    }

    /** At most {@link #SHOWN} characters, all visible ASCII or space. */
    private static String shown(String text) {
        boolean printable = text.length() <= SHOWN;
        for (int i = 0; printable && i < text.length(); i++) {
            char c = text.charAt(i);
            printable = c >= 0x20 && c < 0x7f;
        }
        if (printable) {
            return text;
        }
        StringBuilder shown = new StringBuilder(SHOWN);
        for (int i = 0; i < text.length() && shown.length() < SHOWN; i++) {
            char c = text.charAt(i);
            shown.append(c >= 0x20 && c < 0x7f ? c : '?');
        }
        return shown.toString();
    }
}
