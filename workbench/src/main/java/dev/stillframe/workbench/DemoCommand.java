package dev.stillframe.workbench;

import dev.stillframe.workbench.demo.DemoCalls;
import dev.stillframe.workbench.demo.DemoHandler;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.jetty.JettyFront;
import dev.stillframe.workbench.tls.Identity;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code demo [--once]}: Jetty with Stillframe, a page and an API, and the proof that they answer
 * over HTTP/2.
 */
@Command(
        name = "demo",
        description = "Serves a page and an API over HTTP/2, and calls them.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Option(names = "--once", description = "End after the calls: status 0 if all was right.")
    private boolean once;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "The plain port; by default any free one.")
    private int port;

    @Option(
            names = "--tls-port",
            paramLabel = "M",
            defaultValue = "0",
            description = "The TLS port; by default any free one.")
    private int tlsPort;

    @Option(
            names = "--front",
            paramLabel = "FRONT",
            defaultValue = "jetty",
            description = "jetty, or jetty-native to compare.")
    private String front;

    @Override
    public Integer call() throws Exception {
        JettyFront chosen = chosen();
        Identity identity = Identity.make();
        Serving serving = chosen.start(Listening.both(port, tlsPort, identity), new DemoHandler());
        PrintWriter out = spec.commandLine().getOut();
        introduce(chosen, serving, out);
        boolean right = show(DemoCalls.make(serving, identity), out);
        if (once) {
            serving.close();
        } else if (right) {
            out.println("Ctrl-C ends it.");
            out.flush();
            Ending.onSignal(serving);
            new CountDownLatch(1).await();
        }
        return right ? 0 : 1;
    }

    private JettyFront chosen() {
        return Fronts.named(front)
                .filter(JettyFront.class::isInstance)
                .map(JettyFront.class::cast)
                .orElseThrow(
                        () ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "The demo runs on jetty or jetty-native, not on '"
                                                + front
                                                + "'."));
    }

    private static void introduce(JettyFront front, Serving serving, PrintWriter out) {
        out.printf(
                """
                %s, serving a page and an API:

                  http://localhost:%2$d/
                  https://localhost:%3$d/   (with a certificate made for this run)

                Try:

                  curl --http2-prior-knowledge http://localhost:%2$d%4$s?name=you
                  curl --http2 -v http://localhost:%2$d%4$s
                  curl --http2 --insecure https://localhost:%3$d/

                It calls itself:

                """,
                front.description(), serving.port(), serving.tlsPort(), DemoHandler.GREETING);
        out.flush();
    }

    private static boolean show(List<DemoCalls.Call> calls, PrintWriter out) {
        for (DemoCalls.Call call : calls) {
            out.printf(
                    "  %s  %s%n         %s%n",
                    call.right() ? "right" : "WRONG", call.asked(), call.answer());
        }
        out.println();
        out.flush();
        return calls.stream().allMatch(DemoCalls.Call::right);
    }
}
