package dev.stillframe.it;

import dev.stillframe.api.tls.Certificates;
import dev.stillframe.api.tls.Tls;
import io.grpc.testing.TlsTesting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/** The certificate that gRPC's own tests use, and its authority. */
final class GrpcTestCertificate {
    /** A name that it is for. */
    static final String HOST = "foo.test.google.fr";

    private GrpcTestCertificate() {}

    /** For a server that shows it. */
    static SSLContext serving(Path folder) throws IOException {
        Certificates certificates =
                Certificates.load(file("server1.pem", folder), file("server1.key", folder));
        return Tls.server(certificates).context().get();
    }

    /** For a client that trusts it. */
    static Tls trusting(Path folder) throws IOException {
        return Tls.client(file("ca.pem", folder));
    }

    private static Path file(String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream content = TlsTesting.loadCert(name)) {
            Files.write(file, content.readAllBytes());
        }
        return file;
    }
}
