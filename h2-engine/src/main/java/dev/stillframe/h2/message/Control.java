package dev.stillframe.h2.message;

import static dev.stillframe.h2.message.Characters.PATH;
import static dev.stillframe.h2.message.Characters.SCHEME;
import static dev.stillframe.h2.message.Characters.TOKEN;

import dev.stillframe.h2.message.Malformed.BadPath;
import dev.stillframe.h2.message.Malformed.MissingPseudo;
import org.jspecify.annotations.Nullable;

/**
 * A request's control data (RFC 9113 sections 8.3.1 and 8.5, RFC 8441 section 4): its pseudo-header
 * fields, each by itself and all together.
 */
final class Control {
    private Control() {}

    /** What is wrong with them, or null. */
    static @Nullable Malformed check(
            String method,
            @Nullable String scheme,
            @Nullable String authority,
            @Nullable String path,
            @Nullable String protocol) {
        if (!Characters.all(method, TOKEN)) {
            return new Malformed.BadMethod(method);
        }
        boolean connect = method.equals("CONNECT");
        if (connect && protocol == null) {
            return connect(scheme, authority, path);
        }
        if (protocol != null) {
            Malformed wrong = extended(connect, method, authority, protocol);
            if (wrong != null) {
                return wrong;
            }
        }
        if (scheme == null) {
            return new MissingPseudo(":scheme");
        }
        if (!isScheme(scheme)) {
            return new Malformed.BadScheme(scheme);
        }
        if (path == null) {
            return new MissingPseudo(":path");
        }
        boolean web = isWeb(scheme);
        Malformed wrong = path(method, path, web);
        if (wrong != null || authority == null) {
            return wrong;
        }
        return web
                ? Authority.checkWeb(":authority", authority)
                : Authority.checkOther(":authority", authority);
    }

    /**
     * What is wrong with {@code host} beside these, or null. Without {@code :authority} it stands
     * in for it, so it must be one.
     */
    static @Nullable Malformed host(
            String host, @Nullable String scheme, @Nullable String authority) {
        if (authority == null) {
            return scheme != null && isWeb(scheme)
                    ? Authority.checkWeb("host", host)
                    : Authority.checkOther("host", host);
        }
        // RFC 9110 section 9.3.6 itself shows CONNECT with a host that leaves out the port.
        int defaultPort = scheme == null ? Authority.port(authority) : defaultPort(scheme);
        return Authority.same(authority, host, defaultPort)
                ? null
                : new Malformed.HostMismatch(authority, host);
    }

    /** Section 8.5: host and port, and nothing else. */
    private static @Nullable Malformed connect(
            @Nullable String scheme, @Nullable String authority, @Nullable String path) {
        if (scheme != null) {
            return new Malformed.ConnectShape(":scheme");
        }
        if (path != null) {
            return new Malformed.ConnectShape(":path");
        }
        if (authority == null) {
            return new MissingPseudo(":authority");
        }
        return Authority.checkConnect(authority);
    }

    /** RFC 8441 section 4; section 5 calls {@code :authority} required. */
    private static @Nullable Malformed extended(
            boolean connect, String method, @Nullable String authority, String protocol) {
        if (!connect) {
            return new Malformed.ProtocolNotAllowed(method);
        }
        if (!isUpgradeToken(protocol)) {
            return new Malformed.BadProtocol(protocol);
        }
        return authority == null ? new MissingPseudo(":authority") : null;
    }

    /**
     * Section 8.3.1. Other schemes than "http" and "https" have paths of their own, even empty
     * ones; only the characters are checked.
     */
    private static @Nullable Malformed path(String method, String path, boolean web) {
        int at = Characters.firstNot(path, PATH);
        if (at >= 0) {
            return new BadPath(
                    path.charAt(at) == '#' ? BadPath.Fault.FRAGMENT : BadPath.Fault.CHARACTER);
        }
        if (!web) {
            return null;
        }
        if (path.isEmpty()) {
            return new BadPath(BadPath.Fault.EMPTY);
        }
        if (path.charAt(0) == '/') {
            return null;
        }
        if (path.equals("*")) {
            return method.equals("OPTIONS") ? null : new BadPath(BadPath.Fault.ASTERISK);
        }
        return new BadPath(BadPath.Fault.NOT_ABSOLUTE);
    }

    private static boolean isScheme(String scheme) {
        return Characters.all(scheme, SCHEME) && isLetter(scheme.charAt(0));
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** RFC 9110 section 7.8: {@code protocol-name ["/" protocol-version]}. */
    private static boolean isUpgradeToken(String protocol) {
        int slash = protocol.indexOf('/');
        return slash < 0
                ? Characters.all(protocol, TOKEN)
                : Characters.all(protocol.substring(0, slash), TOKEN)
                        && Characters.all(protocol.substring(slash + 1), TOKEN);
    }

    /** Schemes are compared without regard to case (RFC 3986 section 3.1). */
    private static boolean isWeb(String scheme) {
        return scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http");
    }

    private static int defaultPort(String scheme) {
        return scheme.equalsIgnoreCase("https") ? 443 : scheme.equalsIgnoreCase("http") ? 80 : -1;
    }
}
