package dev.stillframe.workbench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line of {@code ./stillframe}. */
@Command(
        name = "stillframe",
        description = "HTTP/2 for the JVM as pure functions over immutable values.",
        subcommands = {
            DemoCommand.class,
            KvCommand.class,
            ExampleCommand.class,
            ServeCommand.class,
            ReplayCommand.class,
            FuzzCommand.class,
            SimulateCommand.class,
            ConformCommand.class,
            InteropCommand.class,
            BenchCommand.class,
            SoakCommand.class,
            LoadCommand.class,
            CallLoadCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main implements Runnable {

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    /** Runs one command and exits with its status. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /**
     * Runs one command.
     *
     * @return 0 if all was right, 1 if the command failed, 2 if the command line is wrong
     */
    static int run(String... arguments) {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::sayInOneLine)
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }

    /** What stops a command is told in one sentence; the trace is for who asks for it. */
    private static int sayInOneLine(
            Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        String outer = failure.getMessage();
        boolean same = outer == null || outer.contains(reason);
        commandLine
                .getErr()
                .println(
                        "stillframe: "
                                + (same
                                        ? (outer == null ? reason : outer)
                                        : outer + ": " + reason));
        if (Boolean.getBoolean("stillframe.trace")) {
            failure.printStackTrace(commandLine.getErr());
        }
        return commandLine.getCommandSpec().exitCodeOnExecutionException();
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "stillframe " + (version == null ? "(development)" : version),
                "on " + System.getProperty("java.vm.name") + " " + Runtime.version()
            };
        }
    }
}
