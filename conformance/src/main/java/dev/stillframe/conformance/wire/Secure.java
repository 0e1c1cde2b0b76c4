package dev.stillframe.conformance.wire;

import java.util.List;

/**
 * What a client said in its TLS handshake.
 *
 * @param protocols what it offered by ALPN, in its order
 * @param named whether it named the server (SNI)
 */
public record Secure(List<String> protocols, boolean named) {}
