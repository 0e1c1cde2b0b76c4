package dev.stillframe.h2.runtime.tls;

import javax.net.ssl.SSLException;

/**
 * The peer wants to shake hands again, under TLS 1.2: a connection error of type PROTOCOL_ERROR
 * (RFC 9113 section 9.2.1). The session takes nothing more in, but can still be written to, so that
 * a GOAWAY may say so.
 */
public final class RenegotiationException extends SSLException {
    private static final long serialVersionUID = 1L;

    RenegotiationException() {
        super("TLS renegotiation, which HTTP/2 forbids");
    }
}
