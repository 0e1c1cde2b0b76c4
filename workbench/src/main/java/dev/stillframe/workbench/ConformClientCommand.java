package dev.stillframe.workbench;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.ClientRun;
import dev.stillframe.conformance.Report;
import dev.stillframe.conformance.Suite;
import dev.stillframe.workbench.tls.Identity;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code conform client}: plays a server. Each connection is dealt the next case, or with {@code
 * --exec} a command is run for each.
 */
@Command(
        name = "client",
        description = {
            "Plays a server, and checks the client that connects.",
            "Each connection is dealt the next case; with --exec, a command is run for each case.",
            "The client must linger: stay connected while its request is unanswered."
        },
        mixinStandardHelpOptions = true)
final class ConformClientCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ConformCommand.Common common = new ConformCommand.Common();

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Where to listen. 0: any free port.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "On which address to listen; ${DEFAULT-VALUE} by default.")
    private InetAddress host;

    @Option(names = "--tls", description = "TLS with ALPN, with a certificate made at the start.")
    private boolean tls;

    @Option(
            names = "--exec",
            paramLabel = "COMMAND",
            description = "Run for each case; {url} stands for where to connect.")
    private @Nullable String exec;

    @Option(
            names = "--upload",
            paramLabel = "COMMAND",
            description =
                    "Run for the cases that need a request with content (of at least 100,000"
                            + " octets); by default the command of --exec.")
    private @Nullable String upload;

    @Option(
            names = "--connect",
            paramLabel = "COMMAND",
            description =
                    "Run for the cases that need a CONNECT request; by default the command of"
                            + " --exec, and these cases do not apply.")
    private @Nullable String connect;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long a connection is waited for; ${DEFAULT-VALUE} by default.")
    private int wait;

    @Override
    public Integer call() throws IOException {
        Suite suite = common.suite(Suite.of(Role.CLIENT), spec);
        if (common.lists(suite, spec)) {
            return 0;
        }
        SSLContext identity = tls ? Identity.make().serving() : null;
        ClientRun run =
                new ClientRun(host, port, identity, common.patience(), Duration.ofSeconds(wait));
        Report report;
        try (Progress progress = Progress.of("cases", suite.cases().size())) {
            report = play(run, suite, (result, done, all) -> progress.done(done));
        }
        return common.tell(report, spec);
    }

    private Report play(ClientRun run, Suite suite, dev.stillframe.conformance.Progress progress)
            throws IOException {
        String asking = exec;
        if (asking == null) {
            return run.run(suite, this::ready, progress);
        }
        String sending = upload == null ? asking : upload;
        String connecting = connect == null ? asking : connect;
        return run.run(
                suite,
                (uri, asked) ->
                        Shell.run(
                                switch (asked) {
                                    case GET -> asking;
                                    case CONTENT -> sending;
                                    case TUNNEL -> connecting;
                                },
                                uri),
                progress);
    }

    private void ready(URI uri) {
        spec.commandLine().getErr().println("ready " + uri);
        spec.commandLine().getErr().flush();
    }

    /** Runs a command line, until it ends or the case is over. */
    static final class Shell {
        private Shell() {}

        static void run(String command, URI uri) throws IOException {
            Process process =
                    new ProcessBuilder("/bin/sh", "-c", command.replace("{url}", uri.toString()))
                            .redirectInput(new File("/dev/null"))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                process.waitFor();
            } catch (InterruptedException over) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }
}
