package dev.stillframe.h2.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.tls.Certificates;
import dev.stillframe.api.tls.KeyFiles;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.h2.rfc.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Certificates")
class CertificatesTest {
    private static final String[] SEVERAL = {
        "one", "localhost-rsa", "localhost-ec", "localhost-ed25519"
    };

    @TempDir Path folder;
    private Path chain;
    private Path key;

    @BeforeEach
    void files() throws IOException {
        chain = folder.resolve("chain.pem");
        key = folder.resolve("key.pem");
        put("localhost-ec");
    }

    private void put(String name) throws IOException {
        copy(name + ".pem", chain);
        copy(name + ".key.pem", key);
    }

    private static void copy(String name, Path to) throws IOException {
        // As it is done where others read: beside it, then in its place.
        Path beside = Path.of(to + ".new");
        Files.copy(Fixtures.file(name), beside, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, to, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The common name of the certificate that the client has seen. */
    private static String seen(Wire wire) {
        try {
            var shown = (X509Certificate) wire.client.tls.session().getPeerCertificates()[0];
            String name = shown.getSubjectX500Principal().getName();
            return name.replaceAll(".*CN=([^,]*).*", "$1");
        } catch (SSLPeerUnverifiedException e) {
            throw new AssertionError(e);
        }
    }

    private static Wire wire(Tls server, String host) {
        Tls client = Fixtures.client().withoutHostVerification();
        return new Wire(Wire.client(client, host), Wire.server(server, false));
    }

    private String error() {
        return assertThrows(IOException.class, () -> Certificates.load(chain, key)).getMessage();
    }

    @Requirement("9113-9.2-2")
    @ParameterizedTest
    @CsvSource({
        "one.example, one",
        "UNO.example, one",
        "exact.one.example, exact",
        "other.one.example, wild",
        "a.other.one.example, localhost-ec",
        "localhost, localhost-ec",
        "unknown.example, localhost-ec",
        "127.0.0.1, localhost-ec"
    })
    @DisplayName("are shown for the name asked for: exactly, by wildcard, else the first")
    void serverName(String host, String shown) {
        Tls server = Fixtures.server("localhost-ec", "wild", "one", "exact");
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            Wire wire = wire(server, host);
            Wire.set(wire.server.engine, p -> p.setProtocols(new String[] {version}));
            assertEquals(shown, seen(wire.established()), version);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, ecdsa_secp256r1_sha256, localhost-ec",
        "TLSv1.3, rsa_pss_rsae_sha256, localhost-rsa",
        "TLSv1.3, ed25519, localhost-ed25519"
    })
    @DisplayName("for one name are chosen by the keys that the client can use")
    void keyType(String version, String scheme, String shown) {
        Wire wire = wire(Fixtures.server(SEVERAL), "localhost");
        // The authority's is the other one.
        String[] schemes = {scheme, "ecdsa_secp256r1_sha256"};
        Wire.set(
                wire.client.engine,
                parameters -> {
                    parameters.setProtocols(new String[] {version});
                    parameters.setSignatureSchemes(schemes);
                });
        assertEquals(shown, seen(wire.established()));
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, localhost-ec",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, localhost-rsa"
    })
    @DisplayName("for one name are chosen by the suites that the client can use, in TLS 1.2")
    void keyTypeOfSuite(String suite, String shown) {
        Wire wire = wire(Fixtures.server(SEVERAL), "localhost");
        Wire.set(wire.client.engine, p -> p.setCipherSuites(new String[] {suite}));
        assertEquals(shown, seen(wire.established()));
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, localhost-ec", "TLSv1.2, localhost-rsa", "TLSv1.2, localhost-ed25519", //
        "TLSv1.3, localhost-ec", "TLSv1.3, localhost-rsa", "TLSv1.3, localhost-ed25519"
    })
    @DisplayName("may have keys of each kind, in TLS 1.2 and 1.3")
    void everyKind(String version, String name) {
        Wire wire = wire(Fixtures.server(name), "localhost");
        Wire.set(wire.client.engine, p -> p.setProtocols(new String[] {version}));
        assertEquals(name, seen(wire.established()));
    }

    @Test
    @DisplayName("for another name are not shown because of their keys")
    void nameBeforeKey() {
        Tls server = Fixtures.server("localhost-rsa", "one");
        assertEquals("localhost-rsa", seen(wire(server, "localhost").established()));
        assertEquals("localhost-rsa", seen(wire(server, "unknown.example").established()));
    }

    @Test
    @DisplayName("are replaced for new handshakes, and old connections go on")
    void reload() throws IOException {
        Certificates certificates = Certificates.load(chain, key);
        Tls server = Tls.server(certificates);
        Tls client = Fixtures.client();
        Wire old = Wire.of(client, server).established();
        assertEquals("localhost-ec", seen(old));
        put("localhost-later");
        assertEquals("localhost-ec", seen(Wire.of(client, server).established()), "not read yet");
        Wire begun = Wire.of(client, server);
        certificates.reload();
        assertEquals("localhost-later", seen(Wire.of(client, server).established()));
        assertEquals("localhost-ec", seen(begun.established()), "begun before");
        old.client.write("still here");
        old.run();
        assertEquals("still here", old.server.text());
    }

    @Test
    @DisplayName("are replaced for clients too that could resume a session from before")
    void noResumption() throws IOException {
        Certificates certificates = Certificates.load(chain, key);
        Tls server = Tls.server(certificates);
        Tls client = Fixtures.client();
        Wire first = Wire.of(client, server).established();
        Wire resumed = Wire.of(client, server).established();
        assertEquals(
                first.client.tls.session().getCreationTime(),
                resumed.client.tls.session().getCreationTime(),
                "it resumes without a reload");
        put("localhost-later");
        certificates.reload();
        assertEquals("localhost-later", seen(Wire.of(client, server).established()));
    }

    @Test
    @DisplayName("stay when a reload fails, which says why")
    void failedReload() throws IOException {
        Certificates certificates = Certificates.load(chain, key);
        Tls server = Tls.server(certificates);
        copy("localhost-later.pem", chain);
        String why = assertThrows(IOException.class, certificates::reload).getMessage();
        assertEquals(key + ": the key is not that of the certificate in " + chain, why);
        assertEquals("localhost-ec", seen(wire(server, "localhost").established()));
        List<KeyFiles> missing = List.of(new KeyFiles(folder.resolve("missing"), key));
        assertThrows(IOException.class, () -> certificates.replace(missing, null));
        assertEquals("localhost-ec", seen(wire(server, "localhost").established()));
        copy("localhost-later.key.pem", key);
        certificates.reload();
        assertEquals("localhost-later", seen(wire(server, "localhost").established()));
    }

    @Test
    @DisplayName("are read again when their files have changed")
    void changed() throws IOException {
        Certificates certificates = Certificates.load(chain, key);
        assertFalse(certificates.reloadIfChanged());
        copy("localhost-later.pem", chain);
        assertThrows(IOException.class, certificates::reloadIfChanged);
        assertThrows(IOException.class, certificates::reloadIfChanged, "it tries again");
        copy("localhost-later.key.pem", key);
        assertTrue(certificates.reloadIfChanged());
        assertFalse(certificates.reloadIfChanged());
        assertTrue(
                certificates.inUse().get(0).getSubjectX500Principal().getName().contains("later"));
        Files.delete(chain);
        String why = assertThrows(IOException.class, certificates::reloadIfChanged).getMessage();
        assertEquals(chain + ": there is no such file", why);
    }

    @Test
    @DisplayName("and authorities are replaced by other files")
    void replace() throws IOException {
        Certificates certificates = Certificates.load(chain, key);
        Tls server = Tls.server(certificates);
        certificates.replace(
                List.of(Fixtures.pair("one"), Fixtures.pair("localhost-later")),
                Fixtures.authority());
        assertEquals("localhost-later", seen(wire(server, "localhost").established()));
        assertEquals("one", seen(wire(server, "unknown.example").established()));
        assertEquals(2, certificates.inUse().size());
        assertThrows(
                IllegalArgumentException.class,
                () -> certificates.replace(List.of(), Fixtures.authority()));
    }

    @Test
    @DisplayName("of a server are at least one")
    void noCertificate() throws IOException {
        Certificates none = Certificates.load(List.of(), Fixtures.authority());
        assertThrows(IllegalArgumentException.class, () -> Tls.server(none));
        assertNotNull(Tls.client(none).context().get());
    }

    @Test
    @DisplayName("and their key may be in one file, in any order and with other text")
    void oneFile() throws IOException {
        String both = "Of this host.\r\n" + Files.readString(key) + "\n" + Files.readString(chain);
        Files.writeString(chain, both.replace("\n", "\r\n"));
        Wire wire = Wire.of(Fixtures.client(), Tls.server(Certificates.load(chain, chain)));
        assertEquals("localhost-ec", seen(wire.established()));
    }

    @ParameterizedTest
    @CsvSource({
        "sec1.key.pem, the key is not PKCS#8 but \"EC PRIVATE KEY\"; openssl pkcs8 -topk8 -nocrypt makes one that can be read",
        "pkcs1.key.pem, the key is not PKCS#8 but \"RSA PRIVATE KEY\"; openssl pkcs8 -topk8 -nocrypt makes one that can be read",
        "encrypted.key.pem, the key has a password; openssl pkcs8 -topk8 -nocrypt makes one that can be read",
        "localhost-ec.pem, there is no private key in it",
        "localhost-later.key.pem, the key is not that of the certificate in "
    })
    @DisplayName("with a key that is not theirs or cannot be read are refused, saying why")
    void wrongKey(String name, String why) throws IOException {
        copy(name, key);
        String error = error();
        assertEquals(key + ": " + why + (why.endsWith(" in") ? " " + chain : ""), error);
    }

    @Test
    @DisplayName("with a key of another kind are refused, saying which is wanted")
    void otherKind() throws IOException {
        copy("localhost-rsa.key.pem", key);
        String error = error();
        assertTrue(
                error.startsWith(key + ": the key is broken, or not EC as its certificate is: "),
                error);
    }

    @Test
    @DisplayName("that are no PEM, or cut off, or broken, are refused, saying what is wrong")
    void wrongChain() throws IOException {
        String good = Files.readString(chain);
        Files.writeString(chain, "nothing");
        assertEquals(chain + ": there is no certificate in it", error());
        Files.writeString(chain, good.substring(0, 300));
        assertEquals(chain + ": -----BEGIN CERTIFICATE----- has no end", error());
        Files.writeString(chain, good.replaceFirst("-----END CERTIFICATE-----", ""));
        assertEquals(
                chain + ": -----BEGIN CERTIFICATE----- is followed by -----BEGIN CERTIFICATE-----",
                error());
        Files.writeString(chain, good.replaceFirst("\nMII", "\nM*I"));
        assertTrue(error().startsWith(chain + ": CERTIFICATE is not base64: "), error());
        Files.writeString(chain, good.replaceFirst("\nMII", "\nAII"));
        assertTrue(error().startsWith(chain + ": certificate 1 is broken: "), error());
        Files.delete(chain);
        Files.createDirectory(chain);
        assertTrue(error().startsWith(chain + ": "), error());
    }

    @Test
    @DisplayName("whose chain is in the wrong order are refused, saying where")
    void wrongOrder() throws IOException {
        String own = Files.readString(chain);
        String stranger = Files.readString(Fixtures.file("stranger.pem"));
        Files.writeString(chain, own + stranger);
        String error = error();
        assertTrue(error.startsWith(chain + ": certificate 3 (CN=stranger"), error);
        assertTrue(error.contains("is not the issuer of certificate 2 (CN=authority"), error);
    }

    @Test
    @DisplayName("of authorities are named when they are wrong")
    void wrongAuthorities() {
        String error =
                assertThrows(IOException.class, () -> Tls.client(Fixtures.pair("one").key()))
                        .getMessage();
        assertTrue(error.endsWith("one.key.pem: there is no certificate in it"), error);
    }
}
