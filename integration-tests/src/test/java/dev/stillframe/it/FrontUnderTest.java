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
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The front under test: one server for all tests of the run, so that it meets every client warm and
 * cold, and one client's leftovers would show with the next.
 *
 * @param identity who it says it is on its TLS port
 * @param certificate the file with its certificate, for clients to trust
 */
record FrontUnderTest(Serving serving, Identity identity, Path certificate)
        implements AutoCloseable {

    /** The name of the front under test. */
    static String name() {
        return System.getProperty("stillframe.front", "jetty");
    }

    /** The front under test, not started. */
    static Front front() {
        return named(name());
    }

    private static Front named(String name) {
        return Fronts.named(name)
                .orElseThrow(() -> new IllegalStateException("there is no front '" + name + "'"));
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

    /** Starts any front; who calls closes it. */
    static FrontUnderTest start(String name) {
        try {
            Identity identity = Identity.make();
            Path certificate = Files.createTempFile("certificate", ".pem");
            Files.writeString(certificate, identity.pem());
            Serving serving = named(name).start(Listening.both(0, 0, identity));
            return new FrontUnderTest(serving, identity, certificate);
        } catch (Exception failure) {
            throw new IllegalStateException("the front '" + name + "' did not start", failure);
        }
    }

    /** Gives tests the running front. */
    static final class Resolver implements ParameterResolver {

        private static final ExtensionContext.Namespace OURS =
                ExtensionContext.Namespace.create(FrontUnderTest.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == FrontUnderTest.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(OURS)
                    .computeIfAbsent(
                            FrontUnderTest.class, ignored -> start(name()), FrontUnderTest.class);
        }
    }
}
