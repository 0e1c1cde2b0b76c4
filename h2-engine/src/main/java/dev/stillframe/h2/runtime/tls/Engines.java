package dev.stillframe.h2.runtime.tls;

import dev.stillframe.api.tls.ClientCertificate;
import dev.stillframe.api.tls.Tls;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** Sets up the JDK's TLS as HTTP/2 wants it (RFC 9113 sections 3.2 and 9.2). */
public final class Engines {
    /** For ALPN, HTTP/2 alone. */
    public static final List<String> H2 = List.of("h2");

    /** For ALPN, HTTP/2, and HTTP/1.1 after it. */
    public static final List<String> H2_AND_HTTP_1 = List.of("h2", "http/1.1");

    private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

    private Engines() {}

    /**
     * A server's end of a connection. A client that offers none of the protocols is refused with
     * the alert no_application_protocol (RFC 7301 section 3.2); one that does without ALPN is not.
     *
     * @param protocols for ALPN, the best first
     * @throws SSLException when there is nothing left that the context may do
     */
    public static SSLEngine server(Tls tls, List<String> protocols) throws SSLException {
        SSLEngine engine = tls.context().get().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters(engine, protocols);
        parameters.setUseCipherSuitesOrder(true);
        if (tls.clientCertificate() == ClientCertificate.NEEDED) {
            parameters.setNeedClientAuth(true);
        } else if (tls.clientCertificate() == ClientCertificate.WANTED) {
            parameters.setWantClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /**
     * A client's end of a connection. The server is told the name of the host, and has to show a
     * certificate for it. HTTP/1.1 is offered after HTTP/2, so that a server that speaks nothing
     * else can say so.
     *
     * @param host a name or an address; an IPv6 address with or without brackets
     * @param port of the peer: sessions are resumed only with the same host and port
     * @param protocols for ALPN, the best first. With HTTP/1.1 among them, a server that speaks
     *     nothing else can say so
     * @throws SSLException when the host's name cannot be said in TLS, or there is nothing left
     *     that the context may do
     */
    public static SSLEngine client(Tls tls, String host, int port, List<String> protocols)
            throws SSLException {
        String peer = bare(host);
        SSLEngine engine = tls.context().get().createSSLEngine(peer, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters(engine, protocols);
        if (tls.verifiesHost()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (!isAddress(peer)) {
            // Said here, since the JDK leaves out names without a dot.
            parameters.setServerNames(List.of(name(peer, host)));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static SSLParameters parameters(SSLEngine engine, List<String> protocols)
            throws SSLException {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(only(parameters.getProtocols(), VERSIONS::contains, "version"));
        parameters.setCipherSuites(
                only(parameters.getCipherSuites(), Engines::isAllowed, "cipher suite"));
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
        return parameters;
    }

    private static String[] only(String[] all, Predicate<String> allowed, String what)
            throws SSLException {
        String[] left = Arrays.stream(all).filter(allowed).toArray(String[]::new);
        if (left.length == 0) {
            throw new SSLException(
                    "HTTP/2 may use no " + what + " of this context: " + Arrays.toString(all));
        }
        return left;
    }

    /**
     * Whether HTTP/2 may be spoken with a suite: all of TLS 1.3, and of TLS 1.2 those with
     * ephemeral keys and an AEAD, which are what RFC 9113 appendix A leaves.
     */
    static boolean isAllowed(String suite) {
        if (!suite.contains("_WITH_")) {
            return suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_");
        }
        boolean ephemeral = suite.startsWith("TLS_ECDHE_") || suite.startsWith("TLS_DHE_");
        boolean aead =
                suite.contains("_GCM_") || suite.contains("_CHACHA20_") || suite.contains("_CCM");
        return ephemeral && aead;
    }

    /** Without brackets, zone and the dot of a complete name, none of which TLS knows. */
    private static String bare(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return bare(host.substring(1, host.length() - 1));
        }
        if (host.indexOf(':') >= 0 && host.indexOf('%') >= 0) {
            return host.substring(0, host.indexOf('%'));
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** Whether it is an IPv6 or IPv4 address. The last label of a name is never a number alone. */
    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("(.*\\.)?[0-9]+");
    }

    private static SNIHostName name(String peer, String host) throws SSLException {
        try {
            return new SNIHostName(IDN.toASCII(peer).getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException wrong) {
            throw new SSLException("TLS cannot name this host: " + host, wrong);
        }
    }
}
