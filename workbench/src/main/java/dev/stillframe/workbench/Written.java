package dev.stillframe.workbench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that measure have in common: where their tables go. */
class Written {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "A Markdown document in which the block of this command is replaced.")
    private @Nullable Path document;

    /** Where to write to, or null. */
    @Nullable Path document() {
        return document;
    }

    /** Prints it, and nothing else. */
    void say(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    /** Prints the result, and puts it into the document if there is one. */
    void print(String block, String text) throws IOException {
        say(text);
        if (document != null) {
            Blocks.write(document, block, text);
        }
    }

    /** There is no front of that name, only of these. */
    void refuse(String name, List<String> names) {
        throw new ParameterException(
                spec.commandLine(),
                "There is no front '" + name + "'; there are: " + String.join(", ", names) + ".");
    }
}
