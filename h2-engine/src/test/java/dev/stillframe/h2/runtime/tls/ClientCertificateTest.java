package dev.stillframe.h2.runtime.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.tls.Certificates;
import dev.stillframe.api.tls.ClientCertificate;
import dev.stillframe.api.tls.KeyFiles;
import dev.stillframe.api.tls.Tls;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A client's certificate")
class ClientCertificateTest {
    private static Wire wire(String version, ClientCertificate wish, Tls client) {
        Wire wire = Wire.of(client, Fixtures.server("localhost-ec").with(wish));
        Wire.set(wire.server.engine, parameters -> parameters.setProtocols(new String[] {version}));
        return wire.open();
    }

    private static void assertRefused(Wire wire) {
        assertNotNull(wire.server.failure);
        assertFalse(wire.server.tls.isEstablished());
        assertEquals(List.of(), wire.server.told);
        assertNotNull(wire.client.failure, "the client is told why");
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, WANTED", "TLSv1.2, NEEDED", //
        "TLSv1.3, WANTED", "TLSv1.3, NEEDED"
    })
    @DisplayName("is seen by the server")
    void shown(String version, ClientCertificate wish) throws SSLPeerUnverifiedException {
        Wire wire = wire(version, wish, Fixtures.client("client"));
        assertNull(wire.server.failure);
        X509Certificate seen = (X509Certificate) wire.server.tls.session().getPeerCertificates()[0];
        assertTrue(seen.getSubjectX500Principal().getName().contains("CN=client"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("that is missing is refused where it is needed")
    void neededAndMissing(String version) {
        assertRefused(wire(version, ClientCertificate.NEEDED, Fixtures.client()));
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, WANTED", "TLSv1.2, NONE", //
        "TLSv1.3, WANTED", "TLSv1.3, NONE"
    })
    @DisplayName("that is missing is no error otherwise")
    void missing(String version, ClientCertificate wish) {
        Wire wire = wire(version, wish, Fixtures.client());
        assertNull(wire.server.failure);
        assertEquals(List.of("established h2"), wire.server.told);
        assertThrows(
                SSLPeerUnverifiedException.class,
                () -> wire.server.tls.session().getPeerCertificates());
    }

    @Test
    @DisplayName("is not asked for where it is not wanted")
    void notAsked() {
        Wire wire = wire("TLSv1.3", ClientCertificate.NONE, Fixtures.client("client"));
        assertNull(wire.server.failure);
        assertNull(wire.client.tls.session().getLocalCertificates());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @DisplayName("of another authority is not shown to a server that names its own")
    void otherAuthority(String version) {
        Tls stranger = Fixtures.client("unknown-client");
        assertNull(wire(version, ClientCertificate.WANTED, stranger).server.failure);
        assertRefused(wire(version, ClientCertificate.NEEDED, stranger));
    }

    @ParameterizedTest
    @EnumSource(
            value = ClientCertificate.class,
            names = {"WANTED", "NEEDED"})
    @DisplayName("that is shown and not trusted is refused")
    void untrusted(ClientCertificate wish) throws IOException {
        KeyFiles pair = Fixtures.pair("localhost-ec");
        // A server without authorities names none, so that the client shows what it has.
        Tls server = Tls.server(Certificates.load(pair.chain(), pair.key())).with(wish);
        Wire wire = Wire.of(Fixtures.client("client"), server).open();
        assertRefused(wire);
        String why = String.valueOf(wire.server.failure);
        assertTrue(why.contains("no authorities are set up"), why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "[::1]", "localhost", "LOCALHOST"})
    @DisplayName("apart: a server's certificate is for the host, a name or an address")
    void rightHost(String host) {
        Wire wire =
                new Wire(
                        Wire.client(Fixtures.client(), host),
                        Wire.server(Fixtures.server("localhost-ec"), false));
        wire.established();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "::2", "other.example"})
    @DisplayName("apart: a server's certificate for another host is refused, unless that is wanted")
    void wrongHost(String host) {
        Tls server = Fixtures.server("localhost-ec");
        Wire wire =
                new Wire(Wire.client(Fixtures.client(), host), Wire.server(server, false)).open();
        assertNotNull(wire.client.failure);
        assertNotNull(wire.server.failure, "the server is told why");
        Tls careless = Fixtures.client().withoutHostVerification();
        new Wire(Wire.client(careless, host), Wire.server(server, false)).established();
    }

    @Test
    @DisplayName("apart: a server of an authority that is not trusted is refused")
    void untrustedServer() throws IOException {
        Tls client = Tls.client(Fixtures.file("stranger.pem"));
        Wire wire = Wire.of(client, Fixtures.server("localhost-ec")).open();
        assertNotNull(wire.client.failure);
        assertNotNull(wire.server.failure, "the server is told why");
    }
}
