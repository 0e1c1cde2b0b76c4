package dev.stillframe.api.tls;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A certificate and its key, in PEM (RFC 7468).
 *
 * @param chain the certificate, then those that lead from it towards an authority, each the issuer
 *     of the one before it
 * @param key its key, as PKCS#8 without a password: {@code BEGIN PRIVATE KEY}; EC, RSA or Ed25519.
 *     It may be the same file
 */
public record KeyFiles(Path chain, Path key) {
    public KeyFiles {
        Objects.requireNonNull(chain);
        Objects.requireNonNull(key);
    }
}
