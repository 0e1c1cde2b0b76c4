package dev.stillframe.jetty;

import java.util.Comparator;

/** What TLS may use under HTTP/2 (RFC 9113 section 9.2 and appendix A). */
public final class Http2Ciphers {
    /** Puts the suites that HTTP/2 allows first, and otherwise keeps the order. */
    public static final Comparator<String> COMPARATOR =
            Comparator.comparing(cipher -> isProhibited("TLSv1.2", cipher));

    private Http2Ciphers() {}

    /** HTTP/2 begins with TLS 1.2 (section 9.2). */
    static boolean isTooOld(String tlsProtocol) {
        return tlsProtocol.startsWith("SSL")
                || tlsProtocol.equals("TLSv1")
                || tlsProtocol.equals("TLSv1.1");
    }

    /**
     * Appendix A lists all suites of TLS 1.2 without an ephemeral key exchange or without an
     * authenticated encryption; so what is allowed is what has both.
     */
    public static boolean isProhibited(String tlsProtocol, String cipher) {
        if (tlsProtocol.equals("TLSv1.3")
                || cipher.startsWith("TLS_AES_")
                || cipher.startsWith("TLS_CHACHA20_")) {
            return false;
        }
        boolean ephemeral = cipher.contains("_ECDHE_") || cipher.contains("_DHE_");
        boolean authenticated =
                cipher.contains("_GCM_")
                        || cipher.contains("_CCM")
                        || cipher.contains("_CHACHA20_POLY1305_");
        return !(ephemeral && authenticated);
    }
}
