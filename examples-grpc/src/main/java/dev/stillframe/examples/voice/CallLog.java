package dev.stillframe.examples.voice;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A file with a line for each call. A thread of its own writes it: calls do not wait for a disk.
 */
final class CallLog implements Consumer<VoiceMachine.Ended>, AutoCloseable {
    private final ExecutorService writing =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("call log").factory());
    private final BufferedWriter file;

    private CallLog(BufferedWriter file) {
        this.file = file;
    }

    /** Goes on with a file, or begins it. */
    static CallLog at(Path path) throws IOException {
        return new CallLog(
                Files.newBufferedWriter(
                        path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    @Override
    public void accept(VoiceMachine.Ended call) {
        writing.execute(() -> write(call.status() + "\t" + call.conversation()));
    }

    private void write(String line) {
        try {
            file.write(line);
            file.newLine();
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for what is still to be written. */
    @Override
    public void close() throws IOException {
        writing.close();
        file.close();
    }
}
