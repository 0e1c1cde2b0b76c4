package dev.stillframe.vertx4;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A key with the certificate that it has signed itself, for localhost. */
final class Keys {
    private static final String PASSWORD = "in a test only";

    private Keys() {}

    static PfxOptions make(Path directory) throws IOException, InterruptedException {
        Path store = directory.resolve("keys.p12");
        if (!Files.exists(store)) {
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "keytool")
                                            .toString(),
                                    "-genkeypair",
                                    "-storetype",
                                    "PKCS12",
                                    "-keyalg",
                                    "EC",
                                    "-groupname",
                                    "secp256r1",
                                    "-alias",
                                    "localhost",
                                    "-dname",
                                    "CN=localhost",
                                    "-ext",
                                    "SAN=dns:localhost",
                                    "-validity",
                                    "30",
                                    "-keystore",
                                    store.toString(),
                                    "-storepass",
                                    PASSWORD)
                            .redirectErrorStream(true)
                            .start();
            String said = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IOException(said);
            }
        }
        return new PfxOptions().setPath(store.toString()).setPassword(PASSWORD);
    }
}
