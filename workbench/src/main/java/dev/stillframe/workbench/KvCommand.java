package dev.stillframe.workbench;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.grpc.Channel;
import dev.stillframe.api.grpc.ChannelOptions;
import dev.stillframe.api.grpc.ChannelOptionsBuilder;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.examples.kv.KvClient;
import dev.stillframe.examples.kv.rpc.Change;
import dev.stillframe.workbench.tls.Trust;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code kv get|set|watch}: a client of the key-value service, the demo's or any other. */
@Command(
        name = "kv",
        description = "Calls the key-value service kv.KV over gRPC.",
        mixinStandardHelpOptions = true)
final class KvCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:8080",
            scope = ScopeType.INHERIT,
            description = "Where the service is; localhost:8080 by default.")
    private String target;

    @Option(
            names = "--tls",
            scope = ScopeType.INHERIT,
            description = "Over TLS, with a certificate that this JVM trusts.")
    private boolean tls;

    @Option(
            names = "--insecure",
            scope = ScopeType.INHERIT,
            description = "Over TLS, with any certificate.")
    private boolean insecure;

    private interface Use {
        void with(KvClient kv) throws RpcException, InterruptedException;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "get, set or watch?");
    }

    @Command(
            name = "get",
            description = "Prints the value of a key; status 1 where it has none.",
            mixinStandardHelpOptions = true)
    void get(@Parameters(paramLabel = "KEY") String key) throws Exception {
        use(kv -> out().println(kv.get(key)));
    }

    @Command(name = "set", description = "Gives a key its value.", mixinStandardHelpOptions = true)
    void set(
            @Parameters(paramLabel = "KEY") String key,
            @Parameters(paramLabel = "VALUE") String value)
            throws Exception {
        use(kv -> kv.set(key, value));
    }

    @Command(
            name = "watch",
            description =
                    "Prints what is set, until it is ended; goes on when the server comes back.",
            mixinStandardHelpOptions = true)
    void watch(
            @Parameters(
                            paramLabel = "PREFIX",
                            defaultValue = "",
                            arity = "0..1",
                            description = "Of the keys; all by default.")
                    String prefix,
            @Option(
                            names = "--count",
                            paramLabel = "N",
                            defaultValue = "9223372036854775807",
                            description = "Ends after so many changes.")
                    long count)
            throws Exception {
        long[] left = {count};
        use(
                kv ->
                        kv.watch(
                                prefix,
                                change -> {
                                    out().println(line(change));
                                    out().flush();
                                    return change.getKey().isEmpty() || --left[0] > 0;
                                }));
    }

    private static String line(Change change) {
        if (change.getKey().isEmpty()) {
            return "watching from revision " + change.getRevision() + " on";
        }
        return change.getDeleted()
                ? change.getKey() + " is deleted"
                : change.getKey() + " = " + change.getValue();
    }

    private void use(Use use) throws RpcException, InterruptedException {
        ChannelOptionsBuilder options = ChannelOptions.builder(target);
        if (tls || insecure) {
            options.secure();
        }
        if (insecure) {
            options.client(
                    Client.builder().tls(Tls.of(Trust.all()).withoutHostVerification()).build());
        }
        try (Channel channel = options.open()) {
            use.with(new KvClient(channel));
        }
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
