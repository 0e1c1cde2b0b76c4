package dev.stillframe.workbench;

import dev.stillframe.conformance.JUnitXml;
import dev.stillframe.conformance.Printer;
import dev.stillframe.conformance.Report;
import dev.stillframe.conformance.Suite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code conform client | server}: checks any client or server against RFC 9113. */
@Command(
        name = "conform",
        description = "Checks a client or a server against RFC 9113.",
        subcommands = {ConformClientCommand.class, ConformServerCommand.class},
        mixinStandardHelpOptions = true)
final class ConformCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Check what: client or server?");
    }

    /** What both have in common. */
    static final class Common {

        @Option(names = "--list", description = "Lists the cases and plays none.")
        private boolean list;

        @Option(
                names = "--case",
                paramLabel = "ID",
                arity = "1..*",
                description = "Only these cases or sections: 6.5.2/3, 6.9.")
        private List<String> cases = List.of();

        @Option(names = "--junit", paramLabel = "FILE", description = "A report for machines.")
        private @Nullable Path junit;

        @Option(names = "--strict", description = "Recommendations (SHOULD) count like demands.")
        private boolean strict;

        @Option(
                names = "--timeout",
                paramLabel = "SECONDS",
                defaultValue = "2",
                description =
                        "How long the other end is waited for, each time; ${DEFAULT-VALUE} by"
                                + " default.")
        private double timeout;

        Duration patience() {
            return Duration.ofMillis(Math.max(1, Math.round(timeout * 1000)));
        }

        /** The cases that are wanted. */
        Suite suite(Suite all, CommandSpec spec) {
            try {
                return all.only(cases);
            } catch (IllegalArgumentException unknown) {
                throw new ParameterException(spec.commandLine(), unknown.getMessage());
            }
        }

        /** Whether only the list is wanted; then it is printed. */
        boolean lists(Suite suite, CommandSpec spec) {
            if (list) {
                printer(spec).list(suite);
            }
            return list;
        }

        /** Says what came of it; the exit status. */
        int tell(Report report, CommandSpec spec) throws IOException {
            printer(spec).print(report);
            if (junit != null) {
                JUnitXml.write(report, junit, strict);
            }
            return report.isPassed(strict) ? 0 : 1;
        }

        private Printer printer(CommandSpec spec) {
            return new Printer(spec.commandLine().getOut(), Ansi.AUTO.enabled(), strict);
        }
    }
}
