package dev.stillframe.workbench;

import dev.stillframe.interop.server.Front;
import dev.stillframe.interop.server.InteropServer;
import dev.stillframe.interop.server.Style;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.tls.Identity;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code interop server --port N [--tls-port M]}: what others' interop clients call.
 *
 * <p>Prints {@code ready PORT} once it listens, and the TLS port behind it where there is one. Ends
 * on SIGTERM, with status 0.
 */
@Command(
        name = "server",
        description = "Serves the test service until it is told to end.",
        mixinStandardHelpOptions = true)
final class InteropServerCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "The plain port; by default any free one.")
    private int port;

    @Option(
            names = "--tls-port",
            paramLabel = "M",
            description = "A TLS port besides; 0: any free one.")
    private @Nullable Integer tlsPort;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "Where to write the certificate to trust, which is made for this run.")
    private @Nullable Path caFile;

    @Option(
            names = "--front",
            defaultValue = "standalone",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default.")
    private Front front = Front.STANDALONE;

    @Option(
            names = "--style",
            defaultValue = "direct",
            description =
                    "How handlers are written: ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by"
                            + " default.")
    private Style style = Style.DIRECT;

    @Override
    public Integer call() throws Exception {
        Identity identity = Identity.make();
        if (caFile != null) {
            Files.writeString(caFile, identity.pem());
        }
        InteropServer plain = InteropServer.start(front, style, port, null);
        InteropServer secure =
                tlsPort == null
                        ? null
                        : InteropServer.start(front, style, tlsPort, identity.serving());
        Ending.onSignal(new Both(plain, secure));
        PrintWriter out = spec.commandLine().getOut();
        out.println("ready " + plain.port() + (secure == null ? "" : " " + secure.port()));
        out.flush();
        new CountDownLatch(1).await();
        return 0;
    }

    private record Both(InteropServer plain, @Nullable InteropServer secure) implements Serving {
        @Override
        public int port() {
            return plain.port();
        }

        @Override
        public int tlsPort() {
            return secure == null ? NO_PORT : secure.port();
        }

        @Override
        public void close() {
            plain.close();
            if (secure != null) {
                secure.close();
            }
        }
    }
}
