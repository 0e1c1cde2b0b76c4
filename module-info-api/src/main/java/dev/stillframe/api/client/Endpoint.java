package dev.stillframe.api.client;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/**
 * Whom connections lead to. Requests to equal endpoints share connections.
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or an address, in lower case; an IPv6 address without brackets
 * @param port 1 to 65535
 * @param identity the name of the TLS set-up; empty for the client's own
 * @param via tells apart the ways to one host, each with addresses of its own ({@link
 *     Client#ready}); empty where there is one way
 */
public record Endpoint(String scheme, String host, int port, String identity, String via) {
    public Endpoint {
        Objects.requireNonNull(identity);
        Objects.requireNonNull(via);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("a scheme is http or https, not " + scheme);
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("a host is needed");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
        }
        host = host.toLowerCase(Locale.ROOT);
    }

    /** An endpoint to which there is one way. */
    public Endpoint(String scheme, String host, int port, String identity) {
        this(scheme, host, port, identity, "");
    }

    /** An endpoint with the client's own TLS set-up. */
    public static Endpoint of(String scheme, String host, int port) {
        return new Endpoint(scheme, host, port, "");
    }

    /**
     * The endpoint of a URI, with the scheme's default port where it names none.
     *
     * @throws IllegalArgumentException when it is no http or https URI with a host
     */
    public static Endpoint of(URI uri) {
        String scheme = uri.getScheme();
        String host = uri.getHost();
        if (scheme == null || host == null) {
            throw new IllegalArgumentException("not an http or https URI with a host: " + uri);
        }
        String lower = scheme.toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : defaultPort(lower);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Endpoint(lower, bare, port, "");
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /** Whether connections use TLS. */
    public boolean isSecure() {
        return scheme.equals("https");
    }

    /** The value of {@code :authority}: without the port where it is the scheme's default. */
    public String authority() {
        String name = host.indexOf(':') >= 0 ? '[' + host + ']' : host;
        return port == defaultPort(scheme) ? name : name + ':' + port;
    }

    /** The same with another TLS set-up. */
    public Endpoint with(String otherIdentity) {
        return new Endpoint(scheme, host, port, otherIdentity, via);
    }

    /** The same by another way. */
    public Endpoint through(String way) {
        return new Endpoint(scheme, host, port, identity, way);
    }

    @Override
    public String toString() {
        return scheme + "://" + authority() + (identity.isEmpty() ? "" : " (" + identity + ")");
    }
}
