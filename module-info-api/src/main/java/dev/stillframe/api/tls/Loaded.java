package dev.stillframe.api.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** What was in the files when they were read, and a context for each side that is made of it. */
final class Loaded {
    private final List<KeyFiles> pairs;
    private final @Nullable Path authorities;
    private final Map<Path, String> stamps;
    private final List<Credential> credentials;
    private final List<X509Certificate> trusted;
    private @Nullable SSLContext server;
    private @Nullable SSLContext client;

    private Loaded(
            List<KeyFiles> pairs,
            @Nullable Path authorities,
            Map<Path, String> stamps,
            List<Credential> credentials,
            List<X509Certificate> trusted) {
        this.pairs = pairs;
        this.authorities = authorities;
        this.stamps = stamps;
        this.credentials = credentials;
        this.trusted = trusted;
    }

    static Loaded read(List<KeyFiles> pairs, @Nullable Path authorities) throws IOException {
        // Before they are read: what changes meanwhile has another stamp later.
        Map<Path, String> stamps = stamps(pairs, authorities);
        List<Credential> credentials = new ArrayList<>();
        for (KeyFiles files : pairs) {
            credentials.add(Credential.read(files));
        }
        List<X509Certificate> trusted =
                authorities == null ? List.of() : Pem.certificates(authorities);
        return new Loaded(pairs, authorities, stamps, credentials, trusted);
    }

    /** The same files as they are now. */
    Loaded again() throws IOException {
        return read(pairs, authorities);
    }

    boolean isStale() {
        return !stamps.equals(stamps(pairs, authorities));
    }

    private static Map<Path, String> stamps(List<KeyFiles> pairs, @Nullable Path authorities) {
        Map<Path, String> stamps = new HashMap<>();
        for (KeyFiles files : pairs) {
            stamps.put(files.chain(), stamp(files.chain()));
            stamps.put(files.key(), stamp(files.key()));
        }
        if (authorities != null) {
            stamps.put(authorities, stamp(authorities));
        }
        return stamps;
    }

    /** Time, size and which file it is: one that was put in its place may have the same time. */
    private static String stamp(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return now.lastModifiedTime() + " " + now.size() + " " + now.fileKey();
        } catch (IOException unreadable) {
            return "unreadable";
        }
    }

    boolean hasKeys() {
        return !credentials.isEmpty();
    }

    List<X509Certificate> own() {
        return credentials.stream().map(credential -> credential.chain().get(0)).toList();
    }

    synchronized SSLContext server() {
        SSLContext context = server;
        if (context == null) {
            context = context(trusted.isEmpty() ? new TrustManager[] {new TrustNobody()} : trust());
            server = context;
        }
        return context;
    }

    synchronized SSLContext client() {
        SSLContext context = client;
        if (context == null) {
            // Null stands for the authorities that the JDK trusts.
            context = context(trusted.isEmpty() ? null : trust());
            client = context;
        }
        return context;
    }

    private SSLContext context(TrustManager @Nullable [] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new CredentialChoice(credentials)}, trust, null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("The JDK has no TLS", broken);
        }
    }

    private TrustManager[] trust() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate authority : trusted) {
                store.setCertificateEntry(Integer.toString(store.size()), authority);
            }
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException("The JDK cannot trust a certificate", broken);
        }
    }
}
