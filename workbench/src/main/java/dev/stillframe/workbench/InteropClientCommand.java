package dev.stillframe.workbench;

import dev.stillframe.api.tls.Tls;
import dev.stillframe.interop.client.CaseFailed;
import dev.stillframe.interop.client.InteropCase;
import dev.stillframe.interop.client.InteropClient;
import dev.stillframe.interop.client.InteropClient.Whom;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interop client HOST:PORT [--case NAME]}: calls anybody's interop server. */
@Command(
        name = "client",
        description = "Plays cases against a server; status 0 when all were passed.",
        mixinStandardHelpOptions = true)
final class InteropClientCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "HOST:PORT", description = "Where the server listens.")
    private String target = "";

    @Option(
            names = "--case",
            paramLabel = "NAME",
            arity = "1..*",
            completionCandidates = InteropCommand.Names.class,
            description = "Only these; otherwise all that ./stillframe interop list has.")
    private List<String> cases = List.of();

    @Option(names = "--tls", description = "TLS with ALPN. Otherwise prior knowledge.")
    private boolean tls;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "Whom to trust; otherwise those that the JDK trusts.")
    private @Nullable Path caFile;

    @Option(
            names = "--times",
            paramLabel = "N",
            defaultValue = "10",
            description =
                    "How often cases call that are about calling often; ${DEFAULT-VALUE} by"
                            + " default.")
    private int times;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "How many calls a case has at a time that is about that; ${DEFAULT-VALUE} by"
                            + " default.")
    private int atOnce;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        int failed = 0;
        List<InteropCase> wanted = wanted();
        try (InteropClient client = new InteropClient(whom(), times, atOnce)) {
            for (InteropCase each : wanted) {
                String verdict = "passed";
                try {
                    client.play(each);
                } catch (CaseFailed e) {
                    verdict = "FAILED  " + e.getMessage();
                    failed++;
                }
                out.printf("%-36s %s%n", each.title(), verdict);
                out.flush();
            }
        }
        int all = wanted.size();
        out.printf("%d cases: %d passed, %d failed%n", all, all - failed, failed);
        out.flush();
        return failed == 0 ? 0 : 1;
    }

    private Whom whom() throws IOException {
        int colon = target.lastIndexOf(':');
        if (colon < 1 || !target.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new ParameterException(spec.commandLine(), "Which server? HOST:PORT");
        }
        String host = target.substring(0, colon).replaceAll("^\\[|]$", "");
        return new Whom(host, Integer.parseInt(target.substring(colon + 1)), trusted(), null);
    }

    private @Nullable Tls trusted() throws IOException {
        if (!tls) {
            return null;
        }
        return caFile == null ? Tls.trusting() : Tls.client(caFile);
    }

    private List<InteropCase> wanted() {
        try {
            return cases.isEmpty()
                    ? List.of(InteropCase.values())
                    : cases.stream().map(InteropCase::named).toList();
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), unknown.getMessage());
        }
    }
}
