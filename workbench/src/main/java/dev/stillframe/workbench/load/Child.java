package dev.stillframe.workbench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own. */
public final class Child implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("ready http=(\\d+)(?: https=(\\d+))?");

    private static final int NO_PORT = -1;

    private final String name;
    private final Process process;
    private final int port;
    private final int tlsPort;

    Child(String name, Process process, int port, int tlsPort) {
        this.name = name;
        this.process = process;
        this.port = port;
        this.tlsPort = tlsPort;
    }

    /**
     * Starts {@code serve FRONT} and waits until it listens.
     *
     * @param command how this workbench is run, up to its arguments
     * @param tls whether it has a TLS port as well
     */
    public static Child start(List<String> command, String front, boolean tls) throws IOException {
        List<String> serve = new ArrayList<>(command);
        serve.addAll(List.of("serve", front, "--port", "0"));
        if (tls) {
            serve.addAll(List.of("--tls-port", "0"));
        }
        Process process =
                new ProcessBuilder(serve).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                return new Child(
                        front,
                        process,
                        Integer.parseInt(ready.group(1)),
                        tls ? Integer.parseInt(ready.group(2)) : NO_PORT);
            }
        }
        process.destroy();
        throw new IllegalStateException(front + " ended before it was ready");
    }

    /** What it is called in tables. */
    public String name() {
        return name;
    }

    /** Its plain or its TLS port. */
    public int port(boolean tls) {
        return tls ? tlsPort : port;
    }

    /** Its root, by plain HTTP or over TLS. */
    public String root(boolean tls) {
        return (tls ? "https" : "http") + "://127.0.0.1:" + port(tls) + "/";
    }

    /** Its process. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
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
