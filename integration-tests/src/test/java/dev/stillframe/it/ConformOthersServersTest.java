package dev.stillframe.it;

import dev.stillframe.api.connection.Role;
import dev.stillframe.workbench.Fronts;
import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("conform server, against other people's servers")
class ConformOthersServersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGE = 100_000;

    @TempDir private Path folder;

    @Test
    @DisplayName("nghttpd")
    void nghttpd(TestReporter reporter) throws Exception {
        Path program = Tool.NGHTTPD.require();
        int port = Ports.free();
        Path documents = documents();
        List<String> command =
                List.of(
                        program.toString(),
                        "--no-tls",
                        "--address=127.0.0.1",
                        "--htdocs=" + documents,
                        String.valueOf(port));
        try (Background server = Background.start(command)) {
            conform("nghttpd", Ports.awaited(port), "/large", reporter);
            server.terminate();
        }
    }

    @Test
    @DisplayName("nginx")
    void nginx(TestReporter reporter) throws Exception {
        Path program = Tool.NGINX.require();
        int port = Ports.free();
        Path configuration =
                Files.writeString(
                        folder.resolve("nginx.conf"),
                        """
                        daemon off;
                        worker_processes 1;
                        pid nginx.pid;
                        error_log stderr;
                        events {}
                        http {
                            access_log off;
                            client_body_temp_path body;
                            proxy_temp_path proxy;
                            fastcgi_temp_path fastcgi;
                            uwsgi_temp_path uwsgi;
                            scgi_temp_path scgi;
                            server { listen 127.0.0.1:%d http2; root %s; }
                        }
                        """
                                .formatted(port, documents()));
        List<String> command =
                List.of(
                        program.toString(),
                        "-e",
                        "stderr",
                        "-p",
                        folder.toString(),
                        "-c",
                        configuration.toString());
        try (Background server = Background.start(command)) {
            conform("nginx", Ports.awaited(port), "/large", reporter);
            server.terminate();
        }
    }

    @Test
    @DisplayName("node's http2")
    void node(TestReporter reporter) throws Exception {
        Path script = Script.copy("node-conform.mjs", folder);
        List<String> command = List.of(Tool.NODE.require().toString(), script.toString(), "serve");
        try (Background node = Background.start(command)) {
            String ready = node.line("ready ", PATIENCE);
            conform("node-server", Integer.parseInt(ready.substring(6)), "/", reporter);
        }
    }

    @Test
    @DisplayName("Jetty's own HTTP/2")
    void jetty(TestReporter reporter) throws Exception {
        try (Serving serving =
                Fronts.named("jetty-native").orElseThrow().start(Listening.plain(0))) {
            conform("jetty-native", serving.port(), "/bytes?n=" + LARGE, reporter);
        }
    }

    private static void conform(String name, int port, String path, TestReporter reporter)
            throws Exception {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("server", "127.0.0.1:" + port, "--path", path));
        reporter.publishEntry(name, ConformanceReport.ofCommand(name, Role.SERVER, arguments));
    }

    private Path documents() throws IOException {
        // For a server that gives up its rights.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path documents = Files.createDirectories(folder.resolve("documents"));
        Files.writeString(documents.resolve("large"), "x".repeat(LARGE));
        return documents;
    }
}
