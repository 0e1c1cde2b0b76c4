package dev.stillframe.conformance.script;

/**
 * What a client under test has to send for a case. A server is asked what the case itself sends.
 */
public enum Asked {
    /** A GET, twice at once where it can. */
    GET,
    /** A request with content. */
    CONTENT,
    /** A CONNECT (section 8.5), and nothing after it. */
    TUNNEL
}
