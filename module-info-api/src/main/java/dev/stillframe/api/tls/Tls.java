package dev.stillframe.api.tls;

import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * How one side sets up TLS. HTTP/2 needs TLS 1.2 with an AEAD and ephemeral keys, or TLS 1.3 (RFC
 * 9113 section 9.2); nothing else is offered, whatever the context would allow.
 *
 * @param context asked for each new connection: giving another one is how trust is replaced while
 *     running. It must be quick and be safe for use by any thread
 * @param clientCertificate on a server: whether clients are asked for a certificate
 * @param identity on a client: names this set-up; connections are shared only between requests with
 *     the same one
 */
public record Tls(
        Supplier<SSLContext> context, ClientCertificate clientCertificate, String identity) {
    public Tls {
        Objects.requireNonNull(context);
        Objects.requireNonNull(clientCertificate);
        Objects.requireNonNull(identity);
    }

    /** With one context. Clients are not asked for certificates. */
    public static Tls of(SSLContext context) {
        Objects.requireNonNull(context);
        return new Tls(() -> context, ClientCertificate.NONE, "");
    }

    /** A client's, with the authorities that the JDK trusts. */
    public static Tls trusting() {
        try {
            return of(SSLContext.getDefault());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The JDK has no TLS", e);
        }
    }

    /** The same, asking clients for certificates. */
    public Tls with(ClientCertificate value) {
        return new Tls(context, value, identity);
    }

    /** The same under another name. */
    public Tls named(String value) {
        return new Tls(context, clientCertificate, value);
    }
}
