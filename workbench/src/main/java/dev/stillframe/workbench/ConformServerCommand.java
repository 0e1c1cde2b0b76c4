package dev.stillframe.workbench;

import dev.stillframe.api.connection.Role;
import dev.stillframe.conformance.Report;
import dev.stillframe.conformance.ServerRun;
import dev.stillframe.conformance.Suite;
import dev.stillframe.workbench.tls.Trust;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code conform server HOST:PORT}: plays a client. */
@Command(
        name = "server",
        description = "Plays a client, and checks a server.",
        mixinStandardHelpOptions = true)
final class ConformServerCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private ConformCommand.Common common = new ConformCommand.Common();

    @Parameters(paramLabel = "HOST:PORT", arity = "0..1", description = "Where the server listens.")
    private String address = "";

    @Option(
            names = "--tls",
            description = "TLS with ALPN; any certificate is taken. Otherwise prior knowledge.")
    private boolean tls;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            defaultValue = ServerRun.PATH,
            description =
                    "What is asked for: something with content. With more than 65,535 octets, all"
                            + " cases about windows can be played. ${DEFAULT-VALUE} by default.")
    private String path;

    @Override
    public Integer call() throws IOException {
        Suite suite = common.suite(Suite.of(Role.SERVER), spec);
        if (common.lists(suite, spec)) {
            return 0;
        }
        int colon = address.lastIndexOf(':');
        if (colon < 1 || !address.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new ParameterException(spec.commandLine(), "Which server? HOST:PORT");
        }
        String host = address.substring(0, colon).replaceAll("^\\[|]$", "");
        int port = Integer.parseInt(address.substring(colon + 1));
        ServerRun run =
                new ServerRun(host, port, tls ? Trust.all() : null, path, common.patience());
        Report report;
        try (Progress progress = Progress.of("cases", suite.cases().size())) {
            report = run.run(suite, (result, done, all) -> progress.done(done));
        }
        return common.tell(report, spec);
    }
}
