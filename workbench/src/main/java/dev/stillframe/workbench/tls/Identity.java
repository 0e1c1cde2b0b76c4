package dev.stillframe.workbench.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key pair on P-256 and a certificate for {@code localhost}, 127.0.0.1 and ::1 that it signed
 * itself.
 *
 * <p>It lives in memory and as long as the process: nothing is left on a disk to be trusted by
 * accident, and nothing expires in a test.
 */
public record Identity(KeyPair keys, X509Certificate certificate) {

    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final Duration SKEW = Duration.ofDays(1);
    private static final Duration LIFE = Duration.ofDays(30);

    /** Makes a new one. */
    public static Identity make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            return new Identity(keys, certificate(keys, Instant.now()));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this JDK cannot make a certificate", broken);
        }
    }

    /** A key store with the key and the certificate, for a server. */
    public KeyStore keyStore(char[] password) {
        try {
            KeyStore store = emptyStore();
            store.setKeyEntry(
                    "server", keys.getPrivate(), password, new X509Certificate[] {certificate});
            return store;
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("this JDK cannot keep a certificate", broken);
        }
    }

    /** A TLS context with the key and the certificate, for a server. */
    public SSLContext serving() {
        try {
            char[] password = "of no use".toCharArray();
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(password), password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this JDK cannot serve a certificate", broken);
        }
    }

    /** A TLS context that trusts this certificate and no other, for a client. */
    public SSLContext trusting() {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("server", certificate);
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("this JDK cannot trust a certificate", broken);
        }
    }

    /** The certificate as text (RFC 7468), for clients that want a file. */
    public String pem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The private key as text (RFC 7468 section 10), for servers that want a file. */
    public String keyPem() {
        return pem("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    private static String pem(String label, byte[] octets) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        label,
                        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets),
                        label);
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** RFC 5280 section 4.1: the part to be signed, the algorithm, the signature. */
    private static X509Certificate certificate(KeyPair keys, Instant now)
            throws GeneralSecurityException {
        byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
        byte[] name =
                Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8("localhost"))));
        byte[] signed =
                Der.sequence(
                        Der.explicit(0, Der.integer(BigInteger.TWO)), // version 3
                        Der.integer(new BigInteger(64, new SecureRandom()).setBit(64)),
                        algorithm,
                        name,
                        Der.sequence(Der.time(now.minus(SKEW)), Der.time(now.plus(LIFE))),
                        name,
                        keys.getPublic().getEncoded(),
                        Der.explicit(3, Der.sequence(alternativeNames(), basicConstraints())));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed);
        byte[] whole = Der.sequence(signed, algorithm, Der.bitString(signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] alternativeNames() {
        byte[] loopback6 = new byte[16];
        loopback6[15] = 1;
        byte[] names =
                Der.sequence(
                        Der.implicit(DNS_NAME, "localhost".getBytes(US_ASCII)),
                        Der.implicit(IP_ADDRESS, new byte[] {127, 0, 0, 1}),
                        Der.implicit(IP_ADDRESS, loopback6));
        return Der.sequence(Der.oid(SUBJECT_ALTERNATIVE_NAME), Der.octetString(names));
    }

    /** Its own issuer, so strict clients want to see that it may sign. */
    private static byte[] basicConstraints() {
        return Der.sequence(
                Der.oid(BASIC_CONSTRAINTS),
                Der.bool(true),
                Der.octetString(Der.sequence(Der.bool(true))));
    }
}
