package dev.stillframe.workbench;

import dev.stillframe.workbench.demo.DemoCalls;
import dev.stillframe.workbench.demo.DemoHandler;
import dev.stillframe.workbench.demo.DemoKv;
import dev.stillframe.workbench.demo.KvCalls;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.jetty.JettyFront;
import dev.stillframe.workbench.tls.Identity;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code demo [--once]}: Jetty with Stillframe, a page, an API and a gRPC service, and the proof
 * that they answer over HTTP/2.
 */
@Command(
        name = "demo",
        description = "Serves a page, an API and kv.KV over HTTP/2, and calls them.",
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

    @Option(
            names = "--etcd",
            paramLabel = "HOST:PORT",
            description = "Where kv.KV keeps its values; by default in memory.")
    private @Nullable String etcd;

    @Override
    public Integer call() throws Exception {
        JettyFront chosen = chosen();
        Identity identity = Identity.make();
        try (DemoKv kv = etcd == null ? DemoKv.inMemory() : DemoKv.on(etcd)) {
            return run(chosen, start(chosen, identity, kv), identity);
        }
    }

    private Serving start(JettyFront chosen, Identity identity, DemoKv kv) throws Exception {
        Listening listening = Listening.both(port, tlsPort, identity);
        return chosen.isPeer()
                ? chosen.start(listening, new DemoHandler())
                : JettyFront.start(listening, new DemoHandler(), kv.handlers());
    }

    private int run(JettyFront chosen, Serving serving, Identity identity)
            throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        introduce(chosen, serving, out);
        List<DemoCalls.Call> calls = new ArrayList<>(DemoCalls.make(serving, identity));
        if (!chosen.isPeer()) {
            calls.addAll(KvCalls.make(serving, identity));
        }
        boolean right = show(calls, out);
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

    private void introduce(JettyFront front, Serving serving, PrintWriter out) {
        out.printf(
                """
                %s, serving a page and an API%s:

                  http://localhost:%d/
                  https://localhost:%d/   (with a certificate made for this run)

                Try:

                  curl --http2-prior-knowledge http://localhost:%3$d%5$s?name=you
                  curl --http2 -v http://localhost:%3$d%5$s
                  curl --http2 --insecure https://localhost:%4$d/
                """,
                front.description(),
                front.isPeer() ? "" : ", and kv.KV over gRPC " + kept(),
                serving.port(),
                serving.tlsPort(),
                DemoHandler.GREETING);
        if (!front.isPeer()) {
            out.printf(
                    """
                      ./stillframe kv set greeting hello --target localhost:%1$d
                      ./stillframe kv get greeting --target localhost:%1$d
                      ./stillframe kv watch --target localhost:%2$d --insecure
                    """,
                    serving.port(), serving.tlsPort());
        }
        out.printf("%nIt calls itself:%n%n");
        out.flush();
    }

    private String kept() {
        return etcd == null ? "(in memory)" : "(on etcd at " + etcd + ")";
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
