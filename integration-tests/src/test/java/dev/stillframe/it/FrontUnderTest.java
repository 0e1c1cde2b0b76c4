package dev.stillframe.it;

import dev.stillframe.workbench.Fronts;
import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.tls.Identity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A front under test: one server for all tests of the run, so that it meets every client warm and
 * cold, and one client's leftovers would show with the next.
 *
 * @param name of the front
 * @param identity who it says it is on its TLS port
 * @param certificate the file with its certificate, for clients to trust
 */
record FrontUnderTest(String name, Serving serving, Identity identity, Path certificate)
        implements AutoCloseable {

    /** The front that the command line has chosen for all tests; empty when it has not. */
    static String chosen() {
        return System.getProperty("stillframe.front", "");
    }

    /** The front for tests that need one alone: the one chosen, or Jetty's. */
    static String first() {
        return chosen().isEmpty() ? "jetty" : chosen();
    }

    /** A front that is not started. */
    static Front front(String name) {
        return Fronts.named(name)
                .orElseThrow(() -> new IllegalStateException("there is no front '" + name + "'"));
    }

    /** Whether it can do that. */
    boolean has(Ability ability) {
        return ability.of(name);
    }

    /** A path on the plain port. */
    URI plain(String path) {
        return URI.create("http://localhost:" + serving.port() + path);
    }

    /** A path on the TLS port. */
    URI tls(String path) {
        return URI.create("https://localhost:" + serving.tlsPort() + path);
    }

    @Override
    public void close() throws IOException {
        serving.close();
        Files.deleteIfExists(certificate);
    }

    static FrontUnderTest start(String name) {
        try {
            Identity identity = Identity.make();
            Path certificate = Files.createTempFile("certificate", ".pem");
            Files.writeString(certificate, identity.pem());
            Serving serving = front(name).start(Listening.both(0, 0, identity));
            return new FrontUnderTest(name, serving, identity, certificate);
        } catch (Exception failure) {
            throw new IllegalStateException("the front '" + name + "' did not start", failure);
        }
    }
}
