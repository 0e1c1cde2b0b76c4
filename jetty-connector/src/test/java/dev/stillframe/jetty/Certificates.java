package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A key store with keys and the certificates that they have signed themselves. */
record Certificates(Path store) {
    static final String PASSWORD = "in a test only";

    /** An RSA key of 2048 bits and its certificate. */
    Certificates rsa(String host) throws IOException, InterruptedException {
        return key("rsa", host, "-keyalg", "RSA", "-keysize", "2048");
    }

    /** A key on P-256 and its certificate. */
    Certificates ec(String host) throws IOException, InterruptedException {
        return key("ec", host, "-keyalg", "EC", "-groupname", "secp256r1");
    }

    private Certificates key(String kind, String host, String... algorithm)
            throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        ProcessBuilder command =
                new ProcessBuilder(keytool.toString(), "-genkeypair", "-storetype", "PKCS12");
        command.command().addAll(List.of(algorithm));
        command.command()
                .addAll(
                        List.of(
                                "-alias",
                                kind + "-" + host,
                                "-dname",
                                "CN=" + host,
                                "-ext",
                                "SAN=dns:" + host,
                                "-validity",
                                "30",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD));
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
        return this;
    }
}
