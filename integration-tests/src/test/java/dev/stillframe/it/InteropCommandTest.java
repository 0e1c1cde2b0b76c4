package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.interop.misbehaving.MisbehavingServer;
import dev.stillframe.interop.misbehaving.NegativeCase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("./stillframe interop, as processes")
class InteropCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    @DisplayName("the client plays what it is told with the server, over TCP and TLS")
    void each(@TempDir Path folder) throws Exception {
        String trusted = folder.resolve("ca.pem").toString();
        try (Background server =
                Background.workbench(
                        "interop", "server", "--tls-port", "0", "--ca-file", trusted)) {
            String[] ready = server.line("ready ", PATIENCE).split(" ");
            try (Background plain =
                    Background.workbench(
                            "interop",
                            "client",
                            "localhost:" + ready[1],
                            "--case",
                            "empty_unary",
                            "ping_pong")) {
                plain.line("2 cases: 2 passed, 0 failed", PATIENCE);
                assertEquals(0, plain.status(PATIENCE));
            }
            try (Background secure =
                    Background.workbench(
                            "interop",
                            "client",
                            "localhost:" + ready[2],
                            "--case=custom_metadata",
                            "--tls",
                            "--ca-file",
                            trusted)) {
                secure.line("1 cases: 1 passed, 0 failed", PATIENCE);
                assertEquals(0, secure.status(PATIENCE));
            }
            server.terminate();
            assertEquals(0, server.status(PATIENCE));
        }
    }

    @Test
    @DisplayName("a case that fails is named with its reason, and the status is 1")
    void failed() throws Exception {
        try (MisbehavingServer server = MisbehavingServer.start(NegativeCase.RST_AFTER_HEADER, 0);
                Background client =
                        Background.workbench(
                                "interop",
                                "client",
                                "127.0.0.1:" + server.port(),
                                "--case",
                                "large_unary")) {
            String line = client.line("large_unary", PATIENCE);
            assertTrue(line.contains("FAILED  a call failed: INTERNAL"), line);
            assertEquals(1, client.status(PATIENCE));
        }
    }
}
