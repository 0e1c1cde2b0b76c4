package dev.stillframe.api.client;

import java.util.Locale;

/**
 * Where connections lead, and as whom: the key of a pool. Connections are shared within an endpoint
 * and never beyond it (RFC 9113 section 9.1.1 allows more; a pool does not reuse a connection for
 * another authority).
 *
 * @param scheme {@code http} or {@code https}, or another in lower case
 * @param host a name or an address, in lower case; the path of a Unix domain socket when the port
 *     is 0
 * @param port 1 to 65,535, or 0 for a Unix domain socket
 * @param identity a label for the TLS identity: which client certificate and which trust. Two
 *     endpoints that differ in it share nothing. Empty for the default
 */
public record Endpoint(String scheme, String host, int port, String identity) {
    public Endpoint {
        if (scheme.isEmpty() || host.isEmpty()) {
            throw new IllegalArgumentException("an endpoint needs a scheme and a host");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + ", not within 0 to 65535");
        }
        if (identity == null) {
            throw new IllegalArgumentException("an endpoint without an identity has an empty one");
        }
        scheme = scheme.toLowerCase(Locale.ROOT);
        host = port == 0 ? host : host.toLowerCase(Locale.ROOT);
    }

    /** An endpoint with the default identity. */
    public static Endpoint of(String scheme, String host, int port) {
        return new Endpoint(scheme, host, port, "");
    }

    /** {@code scheme://host:port}, and the identity behind it where there is one. */
    @Override
    public String toString() {
        String at = scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        return identity.isEmpty() ? at : at + " as " + identity;
    }
}
