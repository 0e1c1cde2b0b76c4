package dev.stillframe.api.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A certificate with what leads from it towards an authority, and its key.
 *
 * @param names the DNS names that it is for, in lower case; wildcards as they stand there
 */
record Credential(List<X509Certificate> chain, PrivateKey key, Set<String> names) {
    /** The kind of a name in a certificate (RFC 5280 section 4.2.1.6). */
    private static final int DNS_NAME = 2;

    /** Reads it, and checks that its parts belong together. */
    static Credential read(KeyFiles files) throws IOException {
        List<X509Certificate> chain = Pem.certificates(files.chain());
        for (int i = 1; i < chain.size(); i++) {
            X509Certificate before = chain.get(i - 1);
            if (!before.getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                String what = "certificate %d (%s) is not the issuer of certificate %d (%s)";
                String issuer = chain.get(i).getSubjectX500Principal().getName();
                String subject = before.getSubjectX500Principal().getName();
                throw Pem.wrong(
                        files.chain(), String.format(what, i + 1, issuer, i, subject), null);
            }
        }
        PublicKey certified = chain.get(0).getPublicKey();
        PrivateKey key = Pem.key(files.key(), certified);
        if (!belong(certified, key)) {
            String what = "the key is not that of the certificate in " + files.chain();
            throw Pem.wrong(files.key(), what, null);
        }
        try {
            return new Credential(chain, key, names(chain.get(0)));
        } catch (CertificateParsingException broken) {
            throw Pem.wrong(files.chain(), "its names are broken: " + broken.getMessage(), broken);
        }
    }

    private static boolean belong(PublicKey certified, PrivateKey key) {
        if (certified instanceof RSAKey one && key instanceof RSAKey other) {
            return one.getModulus().equals(other.getModulus());
        }
        String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : key.getAlgorithm();
        byte[] text = {1, 2, 3};
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException other) {
            return false;
        }
    }

    private static Set<String> names(X509Certificate certificate)
            throws CertificateParsingException {
        Set<String> names = new HashSet<>();
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> name : alternatives) {
                if (name.get(0).equals(DNS_NAME)) {
                    names.add(name.get(1).toString().toLowerCase(Locale.ROOT));
                }
            }
        }
        return Set.copyOf(names);
    }

    /** Whether it is for a kind of key that the other side can use. */
    boolean isOf(String keyType) {
        return key.getAlgorithm().equals(keyType);
    }

    /** Whether one of these authorities is on its way; any is, where none are named. */
    boolean leadsTo(Principal[] issuers) {
        if (issuers.length == 0) {
            return true;
        }
        List<Principal> wanted = List.of(issuers);
        return chain.stream().anyMatch(link -> wanted.contains(link.getIssuerX500Principal()));
    }
}
