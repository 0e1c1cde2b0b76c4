package dev.stillframe.workbench;

import dev.stillframe.interop.client.InteropCase;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code interop client | server | list}: tries gRPC against others. */
@Command(
        name = "interop",
        description = "Plays gRPC's interop cases, as a client or as a server.",
        subcommands = {InteropClientCommand.class, InteropServerCommand.class},
        mixinStandardHelpOptions = true)
final class InteropCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Play what: client or server?");
    }

    @Command(name = "list", description = "Lists the cases.", mixinStandardHelpOptions = true)
    void list() {
        PrintWriter out = spec.commandLine().getOut();
        for (InteropCase each : InteropCase.values()) {
            out.printf("%-36s %s%n", each.title(), each.shows());
        }
        out.flush();
    }

    /** The names of the cases. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(InteropCase.values()).map(InteropCase::title).iterator();
        }
    }
}
