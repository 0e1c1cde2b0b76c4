package dev.stillframe.workbench;

import dev.stillframe.workbench.front.Reference;
import dev.stillframe.workbench.front.Tuning;
import dev.stillframe.workbench.load.Child;
import dev.stillframe.workbench.load.Nghttpd;
import dev.stillframe.workbench.tls.Identity;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be measured: every front in a JVM of its own, and nghttpd. */
final class Servers {

    private Servers() {}

    /** Their names, ours first; nghttpd only where it is installed. */
    static List<String> names() {
        List<String> names = new ArrayList<>(Fronts.names());
        if (Nghttpd.isInstalled()) {
            names.add(Nghttpd.NAME);
        }
        return names;
    }

    /** The first of those names that there is none for. */
    static Optional<String> unknown(List<String> names) {
        return names.stream()
                .filter(name -> !name.equals(Nghttpd.NAME) && Fronts.named(name).isEmpty())
                .findFirst();
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param tls whether its TLS port is wanted; some have only the one that is
     */
    static Child start(String name, boolean tls) throws IOException {
        if (!name.equals(Nghttpd.NAME)) {
            return Child.start(self(), name, true);
        }
        Identity identity = Identity.make();
        return Nghttpd.start(
                Tuning.loops(),
                Reference.HELLO,
                tls ? identity.keyPem() : "",
                tls ? identity.pem() : "");
    }

    /** Starts one that serves calls, and waits until it listens. */
    static Child startCalls(String name) throws IOException {
        return Child.start(self(), name, false);
    }

    /** This workbench again, with the JVM options of this run and some more. */
    static List<String> self(String... more) {
        List<String> command = new ArrayList<>();
        command.add(Tree.java());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(more));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return command;
    }

    /** Ends all of them. */
    static void close(List<Child> servers) {
        servers.forEach(Child::close);
    }
}
