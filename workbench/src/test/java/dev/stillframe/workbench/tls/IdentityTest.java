package dev.stillframe.workbench.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("the certificate that a server makes for itself")
class IdentityTest {

    private final Identity identity = Identity.make();

    @Test
    @DisplayName("is signed by the key that it certifies, and by no other")
    void signed() throws Exception {
        identity.certificate().verify(identity.keys().getPublic());
        assertThrows(
                SignatureException.class,
                () -> identity.certificate().verify(Identity.make().keys().getPublic()));
    }

    @Test
    @DisplayName("is for localhost by name and by both addresses, and valid now")
    void names() throws Exception {
        Set<Object> names = new HashSet<>();
        identity.certificate().getSubjectAlternativeNames().forEach(name -> names.add(name.get(1)));
        assertEquals(Set.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"), names);
        identity.certificate().checkValidity();
    }

    @Test
    @DisplayName("is another each time")
    void another() {
        Identity other = Identity.make();
        assertNotEquals(identity.keys().getPublic(), other.keys().getPublic());
        assertNotEquals(
                identity.certificate().getSerialNumber(), other.certificate().getSerialNumber());
    }

    @Test
    @DisplayName("is the same when read back from its text")
    void pem() throws Exception {
        byte[] text = identity.pem().getBytes(StandardCharsets.US_ASCII);
        assertArrayEquals(
                identity.certificate().getEncoded(),
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(text))
                        .getEncoded());
    }
}
