package dev.stillframe.api.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
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
 * @param verifiesHost on a client: whether the server's certificate must be for the host that is
 *     connected to (RFC 9110 section 4.3.4). Without it, whoever has a certificate of any trusted
 *     authority can stand in for the server
 */
public record Tls(
        Supplier<SSLContext> context,
        ClientCertificate clientCertificate,
        String identity,
        boolean verifiesHost) {
    public Tls {
        Objects.requireNonNull(context);
        Objects.requireNonNull(clientCertificate);
        Objects.requireNonNull(identity);
    }

    /** With one context. Clients are not asked for certificates, hosts are verified. */
    public static Tls of(SSLContext context) {
        Objects.requireNonNull(context);
        return of(() -> context);
    }

    private static Tls of(Supplier<SSLContext> context) {
        return new Tls(context, ClientCertificate.NONE, "", true);
    }

    /**
     * A server's, with certificates that may be replaced while it runs. To have clients show
     * certificates too, say so {@linkplain #with with} {@link ClientCertificate}, and give the
     * certificates authorities to trust them by.
     *
     * @throws IllegalArgumentException when there is no certificate
     */
    public static Tls server(Certificates certificates) {
        if (!certificates.hasKeys()) {
            throw new IllegalArgumentException("a server needs a certificate");
        }
        return of(certificates::server);
    }

    /** A client's, with authorities, and a certificate if there is one, that may be replaced. */
    public static Tls client(Certificates certificates) {
        return of(certificates::client);
    }

    /**
     * A client's that trusts these authorities and no others.
     *
     * @param authorities a PEM file of certificates
     * @throws IOException names the file and what is wrong with it
     */
    public static Tls client(Path authorities) throws IOException {
        return client(Certificates.load(List.of(), Objects.requireNonNull(authorities)));
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
        return new Tls(context, value, identity, verifiesHost);
    }

    /** The same under another name. */
    public Tls named(String value) {
        return new Tls(context, clientCertificate, value, verifiesHost);
    }

    /** The same, trusting a certificate for whatever host. */
    public Tls withoutHostVerification() {
        return new Tls(context, clientCertificate, identity, false);
    }
}
