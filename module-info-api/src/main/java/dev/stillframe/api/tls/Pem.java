package dev.stillframe.api.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads PEM (RFC 7468). Its errors name the file and what is wrong with it. */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String KEY = "PRIVATE KEY";

    /** One encapsulated text. */
    private record Block(String label, byte[] content) {}

    private Pem() {}

    /** The certificates of a file, in its order; at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : read(file)) {
            if (block.label.equals(CERTIFICATE)) {
                certificates.add(certificate(file, certificates.size() + 1, block.content));
            }
        }
        if (certificates.isEmpty()) {
            throw wrong(file, "there is no certificate in it", null);
        }
        return List.copyOf(certificates);
    }

    private static X509Certificate certificate(Path file, int number, byte[] content)
            throws IOException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(content));
        } catch (CertificateException broken) {
            String what = "certificate " + number + " is broken: " + broken.getMessage();
            throw wrong(file, what, broken);
        }
    }

    /** The key of a file, of the same algorithm as its certificate's. */
    static PrivateKey key(Path file, PublicKey certified) throws IOException {
        List<Block> blocks = read(file);
        for (Block block : blocks) {
            if (block.label.equals(KEY)) {
                return key(file, certified, block.content);
            }
        }
        for (Block block : blocks) {
            if (block.label.endsWith(KEY)) {
                String what =
                        block.label.startsWith("ENCRYPTED")
                                ? "the key has a password"
                                : "the key is not PKCS#8 but \"" + block.label + '"';
                String how = "; openssl pkcs8 -topk8 -nocrypt makes one that can be read";
                throw wrong(file, what + how, null);
            }
        }
        throw wrong(file, "there is no private key in it", null);
    }

    private static PrivateKey key(Path file, PublicKey certified, byte[] content)
            throws IOException {
        String algorithm = certified.getAlgorithm();
        try {
            return KeyFactory.getInstance(algorithm)
                    .generatePrivate(new PKCS8EncodedKeySpec(content));
        } catch (GeneralSecurityException broken) {
            String what = "the key is broken, or not " + algorithm + " as its certificate is: ";
            throw wrong(file, what + broken.getMessage(), broken);
        }
    }

    private static List<Block> read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw wrong(file, "there is no such file", missing);
        } catch (AccessDeniedException denied) {
            throw wrong(file, "it may not be read", denied);
        } catch (IOException broken) {
            throw wrong(file, broken.toString(), broken);
        }
        List<Block> blocks = new ArrayList<>();
        String label = null;
        StringBuilder content = new StringBuilder();
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith(BEGIN) && line.endsWith(DASHES) && label == null) {
                label = line.substring(BEGIN.length(), line.length() - DASHES.length());
            } else if (label != null && line.equals(END + label + DASHES)) {
                blocks.add(new Block(label, decode(file, label, content.toString())));
                label = null;
                content.setLength(0);
            } else if (label != null && line.startsWith(DASHES)) {
                throw wrong(file, BEGIN + label + DASHES + " is followed by " + line, null);
            } else if (label != null) {
                content.append(line);
            }
        }
        if (label != null) {
            throw wrong(file, BEGIN + label + DASHES + " has no end", null);
        }
        return blocks;
    }

    private static byte[] decode(Path file, String label, String content) throws IOException {
        // Old keys with a password have header lines; what they are is said later.
        if (content.indexOf(':') >= 0) {
            return new byte[0];
        }
        try {
            return Base64.getDecoder().decode(content);
        } catch (IllegalArgumentException broken) {
            throw wrong(file, label + " is not base64: " + broken.getMessage(), broken);
        }
    }

    /** An error of this file. */
    static IOException wrong(Path file, String what, @Nullable Throwable cause) {
        return new IOException(file + ": " + what, cause);
    }
}
