package dev.stillframe.workbench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.Option;

/** What the commands that measure the reference application have in common. */
final class Measured extends Written {

    @Option(
            names = "--fronts",
            paramLabel = "FRONT",
            split = ",",
            description =
                    "What is measured, of: ${COMPLETION-CANDIDATES}. By default what the command is"
                            + " for.",
            completionCandidates = Names.class)
    private List<String> fronts = new ArrayList<>();

    /** The names of what is to be measured: all where none was chosen. */
    List<String> fronts() {
        return fronts(Servers.names());
    }

    /** The names of what is to be measured: those where none was chosen. */
    List<String> fronts(List<String> byDefault) {
        List<String> chosen = fronts.isEmpty() ? byDefault : fronts;
        Servers.unknown(chosen).ifPresent(name -> refuse(name, Servers.names()));
        return chosen;
    }

    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Servers.names().iterator();
        }
    }
}
