package dev.stillframe.workbench;

import dev.stillframe.workbench.front.Front;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.grpc.GrpcFronts;
import dev.stillframe.workbench.tls.Identity;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code serve FRONT --port N [--tls-port M]}: the reference server of the conformance, client and
 * load runs; the fronts whose names begin with {@code grpc} serve calls and nothing else.
 *
 * <p>Prints one line that begins with {@code ready} once it listens. SIGTERM or SIGINT drains it,
 * and it exits with status 0.
 */
@Command(
        name = "serve",
        description = "Serves the reference application behind a front until it is told to end.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "FRONT",
            description = "One of: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Names.class)
    private String front = "";

    @Option(
            names = "--port",
            required = true,
            paramLabel = "N",
            description = "The plain port: HTTP/1.1, h2c. 0: any free one.")
    private int port;

    @Option(
            names = "--tls-port",
            paramLabel = "M",
            description = "The TLS port: h2, http/1.1 by ALPN. 0: any free one.")
    private @Nullable Integer tlsPort;

    @Override
    public Integer call() throws Exception {
        Front chosen = chosen();
        if (tlsPort != null && !chosen.hasTls()) {
            throw new ParameterException(spec.commandLine(), front + " has no TLS port.");
        }
        Serving serving = chosen.start(listening());
        Ending.onSignal(serving);
        PrintWriter out = spec.commandLine().getOut();
        out.println(ready(serving));
        out.flush();
        new CountDownLatch(1).await();
        return 0;
    }

    private Front chosen() {
        return Fronts.named(front)
                .or(() -> GrpcFronts.named(front))
                .orElseThrow(
                        () ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "There is no front '"
                                                + front
                                                + "'; there are: "
                                                + String.join(", ", new Names())
                                                + "."));
    }

    private Listening listening() {
        return tlsPort == null
                ? Listening.plain(port)
                : Listening.both(port, tlsPort, Identity.make());
    }

    private static String ready(Serving serving) {
        String plain = "ready http=" + serving.port();
        return serving.tlsPort() == Serving.NO_PORT ? plain : plain + " https=" + serving.tlsPort();
    }

    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.concat(Fronts.names().stream(), GrpcFronts.names().stream()).iterator();
        }
    }
}
