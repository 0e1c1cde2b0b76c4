package dev.stillframe.workbench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that measure servers side by side have in common. */
final class Measured {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--fronts",
            paramLabel = "FRONT",
            split = ",",
            description = "What is measured, of: ${COMPLETION-CANDIDATES}. All by default.",
            completionCandidates = Names.class)
    private List<String> fronts = new ArrayList<>();

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "A Markdown document in which the block of this command is replaced.")
    private @Nullable Path document;

    /** The names of what is to be measured. */
    List<String> fronts() {
        List<String> chosen = fronts.isEmpty() ? Servers.names() : fronts;
        Servers.unknown(chosen)
                .ifPresent(
                        name -> {
                            throw new ParameterException(
                                    spec.commandLine(),
                                    "There is no front '"
                                            + name
                                            + "'; there are: "
                                            + String.join(", ", Servers.names())
                                            + ".");
                        });
        return chosen;
    }

    /** Where to write to, or null. */
    @Nullable Path document() {
        return document;
    }

    /** Prints the result, and puts it into the document if there is one. */
    void print(String block, String text) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
        if (document != null) {
            Blocks.write(document, block, text);
        }
    }

    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Servers.names().iterator();
        }
    }
}
