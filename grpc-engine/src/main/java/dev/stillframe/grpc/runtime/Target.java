package dev.stillframe.grpc.runtime;

import dev.stillframe.api.client.Endpoint;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whom a channel's target means.
 *
 * @param endpoints one or more
 * @param addresses of those that are not found by name
 */
record Target(List<Endpoint> endpoints, Map<Endpoint, SocketAddress> addresses) {
    private static final String DNS = "dns:";
    private static final String UNIX = "unix:";
    private static final String STATIC = "static:";

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException when it cannot be understood
     */
    static Target of(String target, boolean secure) {
        String scheme = secure ? "https" : "http";
        if (target.startsWith(UNIX)) {
            String rest = target.substring(UNIX.length());
            String path = rest.startsWith("//") ? rest.substring(2) : rest;
            if (path.isEmpty() || rest.startsWith("//") && !path.startsWith("/")) {
                throw new IllegalArgumentException("no path of a socket: " + target);
            }
            Endpoint endpoint = Endpoint.of(scheme, "localhost", defaultPort(secure));
            return new Target(
                    List.of(endpoint), Map.of(endpoint, UnixDomainSocketAddress.of(path)));
        }
        if (target.startsWith(STATIC)) {
            List<Endpoint> endpoints = new ArrayList<>();
            for (String each : names(target, STATIC).split(",")) {
                endpoints.add(endpoint(each.strip(), scheme, secure));
            }
            return new Target(List.copyOf(endpoints), Map.of());
        }
        String name = target.startsWith(DNS) ? names(target, DNS) : target;
        return new Target(List.of(endpoint(name, scheme, secure)), Map.of());
    }

    /** What is behind the scheme; a name server of one's own is not had. */
    private static String names(String target, String scheme) {
        String rest = target.substring(scheme.length());
        if (!rest.startsWith("//")) {
            return rest;
        }
        if (!rest.startsWith("///")) {
            throw new IllegalArgumentException("three slashes, or none: " + target);
        }
        return rest.substring(3);
    }

    private static Endpoint endpoint(String name, String scheme, boolean secure) {
        if (name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("not a target that is known: " + name);
        }
        int bracket = name.lastIndexOf(']');
        int colon = name.indexOf(':', Math.max(bracket, 0));
        if (bracket < 0 && colon != name.lastIndexOf(':')) {
            colon = -1; // an IPv6 address alone
        }
        String host = colon < 0 ? name : name.substring(0, colon);
        String bare = bracket < 0 ? host : host.substring(1, host.length() - 1);
        return Endpoint.of(
                scheme,
                bare,
                colon < 0 ? defaultPort(secure) : port(name.substring(colon + 1), name));
    }

    private static int port(String digits, String name) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a port: " + name, e);
        }
    }

    private static int defaultPort(boolean secure) {
        return secure ? 443 : 80;
    }
}
