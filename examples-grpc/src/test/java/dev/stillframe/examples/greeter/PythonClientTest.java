package dev.stillframe.examples.greeter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.server.Server;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** gRPC's own client for Python calls the greeter. */
@Timeout(120)
class PythonClientTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final Path SCRIPT = Path.of("src/test/resources/greeter_client.py");

    @Test
    @DisplayName("All four kinds of calls, and two statuses, with the greeter in direct style")
    void direct() throws Exception {
        greeted(GreeterServer.direct());
    }

    @Test
    @DisplayName("All four kinds of calls, and two statuses, with the greeter as machines")
    void folded() throws Exception {
        greeted(GreeterServer.folded());
    }

    private static void greeted(Services services) throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of(PYTHON)) && run("-c", "import grpc").status() == 0,
                "needs the Debian package python3-grpcio");
        try (Server server = GreeterServer.serve(0, services)) {
            int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
            Said said = run(SCRIPT.toString(), Integer.toString(port));
            assertEquals(
                    List.of(
                            "Hello, Ada!",
                            "Hello, Bob!",
                            "Hello, Bob!",
                            "Hello, Bob!",
                            "Hello, Ada and Bob!",
                            "Hello, Cleo!",
                            "Hello, Dan!",
                            "INVALID_ARGUMENT a name is needed",
                            "UNIMPLEMENTED no such method: /greeter.v1.Greeter/SayNothing"),
                    said.lines());
            assertEquals(0, said.status());
        }
    }

    private record Said(int status, List<String> lines) {}

    private static Said run(String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(PYTHON);
        builder.command().addAll(List.of(arguments));
        Process process = builder.redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String text =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            return new Said(process.exitValue(), text.lines().toList());
        } finally {
            process.destroyForcibly();
        }
    }
}
