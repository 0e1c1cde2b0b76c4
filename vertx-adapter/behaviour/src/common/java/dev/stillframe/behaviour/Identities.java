package dev.stillframe.behaviour;

import io.vertx.core.net.JksOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Keys with the certificates that they have signed themselves, made once for all scenarios. */
final class Identities {
    static final String PASSWORD = "in a test only";

    /** What a client shows and trusts; it trusts everybody, and tells whom it has met. */
    record Trust(SSLContext context) {}

    private static @Nullable Path folder;

    private Identities() {}

    /** A key store with a key for each of these hosts. */
    static synchronized Path store(String... hosts) {
        try {
            if (folder == null) {
                folder = Files.createTempDirectory("identities");
                folder.toFile().deleteOnExit();
            }
            Path store = folder.resolve(String.join("-", hosts).replace("*", "any") + ".p12");
            if (!Files.exists(store)) {
                for (String host : hosts) {
                    generate(store, host);
                }
                store.toFile().deleteOnExit();
            }
            return store;
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static PfxOptions keys(String... hosts) {
        return new PfxOptions().setPath(store(hosts).toString()).setPassword(PASSWORD);
    }

    /** The certificates in such a store, to be trusted. */
    static synchronized JksOptions trusting(String host) {
        try {
            Path file = store(host).resolveSibling(host + ".jks");
            JksOptions told = new JksOptions().setPath(file.toString()).setPassword(PASSWORD);
            if (Files.exists(file)) {
                return told;
            }
            KeyStore trusted = KeyStore.getInstance("JKS");
            trusted.load(null, null);
            trusted.setCertificateEntry(host, certificate(host));
            try (var out = Files.newOutputStream(file)) {
                trusted.store(out, PASSWORD.toCharArray());
            }
            file.toFile().deleteOnExit();
            return told;
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static X509Certificate certificate(String host)
            throws GeneralSecurityException, IOException {
        return (X509Certificate) loaded(host).getCertificate(host);
    }

    private static KeyStore loaded(String host) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store(host))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    /** A client that shows nothing. */
    static Trust anybody() {
        return context(null);
    }

    /** A client that shows this host's certificate when it is asked. */
    static Trust showing(String host) {
        try {
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(loaded(host), PASSWORD.toCharArray());
            return context(keys.getKeyManagers());
        } catch (GeneralSecurityException | IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Trust context(KeyManager @Nullable [] keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new Anybody()}, null);
            return new Trust(context);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static void generate(Path store, String host) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process =
                new ProcessBuilder(
                                List.of(
                                        keytool.toString(),
                                        "-J-XX:TieredStopAtLevel=1",
                                        "-genkeypair",
                                        "-storetype",
                                        "PKCS12",
                                        "-keyalg",
                                        "EC",
                                        "-groupname",
                                        "secp256r1",
                                        "-alias",
                                        host,
                                        "-dname",
                                        "CN=" + host,
                                        "-ext",
                                        "SAN=dns:" + host,
                                        "-validity",
                                        "30",
                                        "-keystore",
                                        store.toString(),
                                        "-storepass",
                                        PASSWORD))
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
