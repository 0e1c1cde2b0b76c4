package dev.stillframe.workbench;

import dev.stillframe.examples.greeter.GreeterClient;
import dev.stillframe.examples.greeter.GreeterServer;
import dev.stillframe.examples.kv.BehindProxy;
import dev.stillframe.examples.kv.KvServer;
import dev.stillframe.examples.routeguide.RouteGuideClient;
import dev.stillframe.examples.routeguide.RouteGuideServer;
import dev.stillframe.examples.voice.VoiceCaller;
import dev.stillframe.examples.voice.VoiceServer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code example NAME [ARGUMENT...]}: runs a program of the gRPC examples. */
@Command(
        name = "example",
        description = "Runs a program of the gRPC examples; docs/tutorial tells of each.",
        mixinStandardHelpOptions = true)
final class ExampleCommand implements Callable<Integer> {
    private static final Map<String, Program> ALL = new LinkedHashMap<>();

    static {
        ALL.put("greeter-server", GreeterServer::main);
        ALL.put("greeter-client", GreeterClient::main);
        ALL.put("kv-server", KvServer::main);
        ALL.put("behind-proxy", BehindProxy::main);
        ALL.put("route-guide-server", RouteGuideServer::main);
        ALL.put("route-guide-client", RouteGuideClient::main);
        ALL.put("voice-server", VoiceServer::main);
        ALL.put("voice-caller", VoiceCaller::main);
    }

    @Spec private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "One of: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Names.class)
    private String name = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "ARGUMENT",
            description = "What it takes.")
    private List<String> arguments = List.of();

    private interface Program {
        void run(String[] arguments) throws Exception;
    }

    @Override
    public Integer call() throws Exception {
        Program program = ALL.get(name);
        if (program == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no example '" + name + "'; there are: " + ALL.keySet());
        }
        try {
            program.run(arguments.toArray(String[]::new));
        } catch (ArrayIndexOutOfBoundsException missing) {
            throw new ParameterException(spec.commandLine(), name + " takes more arguments.");
        }
        return 0;
    }

    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return ALL.keySet().iterator();
        }
    }
}
