package dev.stillframe.workbench.load;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The server of nghttp2, in C: it serves files, so only the root can be asked for. */
public final class Nghttpd {

    /** Its name among the fronts. */
    public static final String NAME = "nghttpd";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Nghttpd() {}

    /** Where it is, or null if it is not installed. */
    private static @Nullable Path find() {
        // Debian has it where only administrators look.
        return Stream.of((System.getenv("PATH") + ":/usr/sbin").split(File.pathSeparator))
                .map(folder -> Path.of(folder).resolve(NAME))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** Whether it is installed. */
    public static boolean isInstalled() {
        return find() != null;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param workers its threads
     * @param root what it answers to {@code GET /}
     * @param key the private key and {@code certificate} its certificate, both as PEM, for TLS;
     *     empty for plain HTTP/2
     */
    public static Child start(int workers, String root, String key, String certificate)
            throws IOException {
        Path program = find();
        if (program == null) {
            throw new IllegalStateException(
                    "nghttpd is needed (Debian: apt-get install nghttp2-server)");
        }
        boolean tls = !key.isEmpty();
        Path folder = Files.createTempDirectory(NAME);
        Files.createDirectory(folder.resolve("htdocs"));
        Files.writeString(folder.resolve("htdocs/index.html"), root);
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(program.toString(), "-n", "" + workers));
        command.addAll(List.of("-d", folder.resolve("htdocs").toString()));
        if (tls) {
            Path keyFile = Files.writeString(folder.resolve("key.pem"), key);
            Path certificateFile =
                    Files.writeString(folder.resolve("certificate.pem"), certificate);
            command.addAll(List.of("" + port, keyFile.toString(), certificateFile.toString()));
        } else {
            command.addAll(List.of("--no-tls", "" + port));
        }
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        process.onExit().thenRun(() -> delete(folder));
        awaitListening(process, port);
        return new Child(NAME, process, tls ? -1 : port, tls ? port : -1);
    }

    /** It does not say which one it has taken. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void awaitListening(Process process, int port) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(address);
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    process.destroy();
                    throw new IOException("nghttpd does not listen", notYet);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        } catch (IOException left) {
            // A file in the temporary folder is left behind; that fails nothing.
        }
    }
}
