package dev.stillframe.api.tls;

/** Whether a server asks its clients for a certificate. */
public enum ClientCertificate {
    /** It does not ask. */
    NONE,
    /** It asks; a client without one is served. */
    WANTED,
    /** A client without one that is trusted fails the handshake. */
    NEEDED
}
