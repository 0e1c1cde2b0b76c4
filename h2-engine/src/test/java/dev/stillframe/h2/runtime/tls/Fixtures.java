package dev.stillframe.h2.runtime.tls;

import dev.stillframe.api.tls.Certificates;
import dev.stillframe.api.tls.KeyFiles;
import dev.stillframe.api.tls.Tls;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The certificates of the tests; {@code make-fixtures.sh} beside them says how they are made. */
public final class Fixtures {
    private Fixtures() {}

    public static Path file(String name) {
        try {
            return Path.of(Fixtures.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    public static Path authority() {
        return file("authority.pem");
    }

    public static KeyFiles pair(String name) {
        return new KeyFiles(file(name + ".pem"), file(name + ".key.pem"));
    }

    /** Trusting the authority of the tests. */
    public static Certificates certificates(String... names) {
        try {
            List<KeyFiles> pairs = Arrays.stream(names).map(Fixtures::pair).toList();
            return Certificates.load(pairs, authority());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public static Tls server(String... names) {
        return Tls.server(certificates(names));
    }

    public static Tls client(String... names) {
        return Tls.client(certificates(names));
    }
}
