package dev.stillframe.workbench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A front that serves in a process of its own. */
public final class Child implements AutoCloseable {

    private static final String READY = "ready http=";

    private final Process process;
    private final int port;

    private Child(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts {@code serve FRONT} and waits until it listens.
     *
     * @param command how this workbench is run, up to its arguments
     */
    public static Child start(List<String> command, String front) throws IOException {
        List<String> serve = new ArrayList<>(command);
        serve.addAll(List.of("serve", front, "--port", "0"));
        Process process =
                new ProcessBuilder(serve).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                String port = line.substring(READY.length()).split(" ")[0];
                return new Child(process, Integer.parseInt(port));
            }
        }
        process.destroy();
        throw new IllegalStateException(front + " ended before it was ready");
    }

    public int port() {
        return port;
    }

    /** What it has used until now. */
    public Usage usage() throws IOException {
        return Usage.of(process.pid());
    }

    /** Asks it to drain and end; it is killed if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
