package dev.stillframe.h2.runtime;

import dev.stillframe.api.Application;
import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.HandlerHost;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.RecordingEngine;
import dev.stillframe.api.Recordings;
import dev.stillframe.api.SharedRunner;
import dev.stillframe.api.Transport;
import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientOptions;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.server.ServerOptions;
import dev.stillframe.h2.connection.ConnectionState;
import dev.stillframe.h2.runtime.client.PooledClient;
import dev.stillframe.h2.runtime.recorder.Recorder;
import dev.stillframe.h2.runtime.server.HostedHandlers;
import dev.stillframe.h2.runtime.server.StandaloneServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An engine whose connections have a tape. */
final class Recording implements RecordingEngine {
    /** Where the system property names a directory: what every engine records with; else null. */
    static final @Nullable RecordingEngine EVERYWHERE =
            asked(System.getProperty("dev.stillframe.record"));

    private final Recorder recorder;

    private Recording(Recorder recorder) {
        this.recorder = recorder;
    }

    static Recording into(Recordings where) {
        return new Recording(Recorder.into(where));
    }

    /** A directory that does not do must not keep connections from being opened. */
    static @Nullable RecordingEngine asked(@Nullable String directory) {
        if (directory == null || directory.isEmpty()) {
            return null;
        }
        Logger log = System.getLogger("dev.stillframe.h2");
        try {
            Recorder recorder = Recorder.into(Recordings.in(Path.of(directory)));
            // What the last moments brought is on its way to the disk when the process is ended.
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> recorder.flush(Duration.ofSeconds(1)),
                                    "stillframe-recorder-flush"));
            log.log(Level.WARNING, "All connections are recorded, secrets included: " + directory);
            return new Recording(recorder);
        } catch (UncheckedIOException | InvalidPathException | IllegalStateException e) {
            log.log(
                    Level.ERROR,
                    "Nothing is recorded: dev.stillframe.record=" + directory + ": " + e);
            return null;
        }
    }

    @Override
    public Iteration connection(Options options) {
        return ConnectionState.initial(options);
    }

    @Override
    public Http2Connection open(Options options, Transport transport, Application application) {
        return new Driver(
                ConnectionState.initial(options),
                transport,
                application,
                recorder.begin(options, software()));
    }

    private static String software() {
        String version = Recording.class.getPackage().getImplementationVersion();
        return "stillframe "
                + (version == null ? "(development)" : version)
                + " on Java "
                + Runtime.version();
    }

    @Override
    public <C> FoldRunner folds(Fold<C> fold) {
        return new Folds<>(fold);
    }

    @Override
    public FoldRunner handling(Handler handler, HandlerHost host) {
        return HostedHandlers.of(this, handler, host);
    }

    @Override
    public SharedRunner sharing(Function<RequestHead, @Nullable Handler> choice, HandlerHost host) {
        return HostedHandlers.sharing(this, choice, host);
    }

    @Override
    public Server serve(ServerOptions options) throws IOException {
        return new StandaloneServer(options, this);
    }

    @Override
    public Client client(ClientOptions options) {
        return new PooledClient(options, this);
    }

    @Override
    public RecordingEngine recording(Recordings where) {
        return into(where);
    }

    @Override
    public long brokenOff() {
        return recorder.brokenOff();
    }

    @Override
    public long unrecorded() {
        return recorder.unrecorded();
    }

    @Override
    public void close() {
        recorder.close();
    }
}
