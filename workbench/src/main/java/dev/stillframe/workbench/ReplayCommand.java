package dev.stillframe.workbench;

import dev.stillframe.api.message.Octets;
import dev.stillframe.workbench.replay.Playback;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code replay FILE [--until N] [--verbose]}: a recorded connection runs again. */
@Command(
        name = "replay",
        description = {
            "Runs a recorded connection again and compares what comes of it.",
            "Status 0 if all is as recorded.",
            "A connection is recorded with -Ddev.stillframe.record=DIR."
        },
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The recording.")
    private Path file;

    @Option(
            names = "--until",
            paramLabel = "N",
            defaultValue = "2147483647",
            showDefaultValue = Help.Visibility.NEVER,
            description = "End after step N, and show the connection there.")
    private int until;

    @Option(
            names = "--verbose",
            description = "Show fields and octets: the peer's secrets are among them.")
    private boolean verbose;

    @Override
    public Integer call() throws IOException {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new ParameterException(spec.commandLine(), "There is no file '" + file + "'.");
        }
        if (until < 1) {
            throw new ParameterException(spec.commandLine(), "--until begins with 1.");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("No recording is as long as " + file + ".");
            }
            Octets octets = Octets.wrap(channel.map(MapMode.READ_ONLY, 0, channel.size()));
            Playback playback = new Playback(spec.commandLine().getOut(), until, verbose);
            return playback.run(octets) ? 0 : 1;
        }
    }
}
