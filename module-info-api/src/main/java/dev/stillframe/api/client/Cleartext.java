package dev.stillframe.api.client;

/** How HTTP/2 begins without TLS. */
public enum Cleartext {
    /** At once, with the preface (RFC 9113 section 3.3). */
    PRIOR_KNOWLEDGE,
    /**
     * With an HTTP/1.1 {@code OPTIONS *} that asks for the upgrade to h2c (RFC 7540 section 3.2),
     * so that no request is at stake.
     */
    UPGRADE
}
