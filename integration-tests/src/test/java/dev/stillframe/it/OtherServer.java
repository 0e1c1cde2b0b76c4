package dev.stillframe.it;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientOptionsBuilder;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.PoolStatistics;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.workbench.tls.Identity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Somebody else's server as a child process, for our client.
 *
 * @param identity who it says it is; used over TLS
 */
record OtherServer(Background process, String scheme, int port, Identity identity)
        implements AutoCloseable {

    /** What nghttpd has at {@code /large}. */
    static final int LARGE = 100_000;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** nghttpd, with the documents that are named here; skips the test where it is missing. */
    static OtherServer nghttpd(Path folder, boolean tls, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(Tool.NGHTTPD.require().toString()));
        // For a server that gives up its rights.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path documents = Files.createDirectories(folder.resolve("documents"));
        Files.writeString(documents.resolve("large"), "x".repeat(LARGE));
        Files.writeString(documents.resolve("page"), "page");
        Files.writeString(documents.resolve("pushed"), "pushed");
        command.addAll(List.of("--address=127.0.0.1", "--htdocs=" + documents));
        command.addAll(List.of(options));
        Identity identity = Identity.make();
        int port = Ports.free();
        if (!tls) {
            command.add("--no-tls");
        }
        command.add(String.valueOf(port));
        if (tls) {
            command.addAll(files(identity, folder));
        }
        Background process = Background.start(command);
        return new OtherServer(process, scheme(tls), Ports.awaited(port), identity);
    }

    /** node; skips the test where it is missing. */
    static OtherServer node(Path folder, boolean tls, int streams) throws Exception {
        List<String> command = new ArrayList<>(List.of(Tool.NODE.require().toString()));
        command.add(Script.copy("node-server.mjs", folder).toString());
        command.add(String.valueOf(streams));
        Identity identity = Identity.make();
        if (tls) {
            command.addAll(files(identity, folder));
        }
        Background process = Background.start(command);
        int port = Integer.parseInt(process.line("ready ", PATIENCE).substring(6));
        return new OtherServer(process, scheme(tls), port, identity);
    }

    private static String scheme(boolean tls) {
        return tls ? "https" : "http";
    }

    private static List<String> files(Identity identity, Path folder) throws IOException {
        return List.of(
                Files.writeString(folder.resolve("key.pem"), identity.keyPem()).toString(),
                Files.writeString(folder.resolve("certificate.pem"), identity.pem()).toString());
    }

    URI uri(String path) {
        return URI.create(scheme + "://127.0.0.1:" + port + path);
    }

    /** A client that trusts it, for so many connections. */
    Client client(int connections) {
        return options(connections).open();
    }

    ClientOptionsBuilder options(int connections) {
        return Client.builder()
                .drain(Duration.ofSeconds(1))
                .tls(Tls.of(identity.trusting()))
                .pool(
                        PoolOptions.DEFAULT.toBuilder()
                                .maxConnectionsPerEndpoint(connections)
                                .build());
    }

    /** So many requests at once; all that is answered. */
    static List<Response> atOnce(Client client, int count, Request request) {
        List<CompletableFuture<Response>> all =
                IntStream.range(0, count)
                        .mapToObj(i -> client.sendAsync(request).toCompletableFuture())
                        .toList();
        return all.stream().map(CompletableFuture::join).toList();
    }

    static PoolStatistics counts(Client client) {
        return client.statistics().getFirst();
    }

    @Override
    public void close() {
        process.close();
    }
}
