package dev.stillframe.it;

import dev.stillframe.api.grpc.GrpcEngine;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.jetty.Http2CServerConnectionFactory;
import dev.stillframe.workbench.tls.Identity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Python's gRPC, which is C's, as a client of our server. */
@DisplayName("Python's gRPC")
class PythonGrpcClientTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @BeforeEach
    void installed() {
        Child library = Tool.PYTHON.run(PATIENCE, "-c", "import grpc");
        Assumptions.assumeTrue(
                library.status() == 0,
                "Python's gRPC is not installed: apt-get install python3-grpcio");
    }

    private static Services services(String style) {
        return style.equals("direct") ? GrpcService.direct() : GrpcService.machines();
    }

    private static void call(Path folder, int port, Object... certificate) throws Exception {
        List<Object> arguments = new ArrayList<>();
        arguments.add(Script.copy("python-grpc-client.py", folder));
        arguments.add("localhost:" + port);
        arguments.addAll(List.of(certificate));
        Tool.PYTHON.run(PATIENCE, arguments.toArray()).succeeded().says("all right");
    }

    @ParameterizedTest(name = "{0} handlers, {1}")
    @CsvSource({"direct, plain", "direct, tls", "machine, plain", "machine, tls"})
    @DisplayName(
            "all kinds, metadata, errors, deadlines, cancel, 4 MB, gzip, many at a time: all right")
    void standalone(String style, String security, @TempDir Path folder) throws Exception {
        boolean secure = security.equals("tls");
        Identity identity = Identity.make();
        Path certificate = folder.resolve("certificate.pem");
        Files.writeString(certificate, identity.pem());
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (Server server =
                Server.builder()
                        .listen(new Listener(local, secure ? Tls.of(identity.serving()) : null))
                        .handler(GrpcEngine.find().handler(services(style)))
                        .drain(Duration.ofMillis(100))
                        .start()) {
            int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
            call(folder, port, secure ? new Object[] {certificate} : new Object[0]);
        }
    }

    @ParameterizedTest(name = "{0} handlers")
    @ValueSource(strings = {"direct", "machine"})
    @DisplayName("the same, beside Jetty's handlers on Jetty's port")
    void jetty(String style, @TempDir Path folder) throws Exception {
        Handler calls = GrpcEngine.find().handler(services(style));
        HttpConfiguration configuration = new HttpConfiguration();
        Http2CServerConnectionFactory factory = new Http2CServerConnectionFactory(configuration);
        factory.setHandlers(
                head -> String.valueOf(head.path()).startsWith("/it.It/") ? calls : null);
        org.eclipse.jetty.server.Server server = new org.eclipse.jetty.server.Server();
        ServerConnector connector =
                new ServerConnector(server, new HttpConnectionFactory(configuration), factory);
        connector.setHost("localhost");
        server.addConnector(connector);
        server.start();
        try {
            call(folder, connector.getLocalPort());
        } finally {
            server.stop();
        }
    }
}
