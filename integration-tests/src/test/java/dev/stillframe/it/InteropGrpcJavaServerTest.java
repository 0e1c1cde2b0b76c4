package dev.stillframe.it;

import dev.stillframe.interop.client.InteropCase;
import dev.stillframe.interop.client.InteropClient;
import dev.stillframe.interop.client.InteropClient.Whom;
import io.grpc.testing.integration.GrpcJavaServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our client plays its cases against grpc-java's own program. */
@DisplayName("our interop client, with grpc-java's server")
@ExtendWith(InteropRecord.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteropGrpcJavaServerTest {
    private final Map<Boolean, GrpcJavaServer> servers = new HashMap<>();
    private final Map<Boolean, InteropClient> clients = new HashMap<>();

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        for (boolean tls : new boolean[] {false, true}) {
            GrpcJavaServer server = new GrpcJavaServer(tls);
            servers.put(tls, server);
            InetSocketAddress at = new InetSocketAddress("127.0.0.1", server.port());
            Whom whom =
                    new Whom(
                            GrpcTestCertificate.HOST,
                            server.port(),
                            tls ? GrpcTestCertificate.trusting(folder) : null,
                            at);
            clients.put(
                    tls, new InteropClient(whom, InteropSelfTest.TIMES, InteropSelfTest.AT_ONCE));
        }
    }

    @AfterAll
    void stop() {
        clients.values().forEach(InteropClient::close);
        servers.values().forEach(GrpcJavaServer::close);
    }

    static List<InteropCase> cases() {
        return InteropPeer.GRPC_JAVA.asServer();
    }

    @ParameterizedTest(name = "plain: {0}")
    @MethodSource("cases")
    @Timeout(120)
    void plain(InteropCase which) throws Exception {
        play(false, which);
    }

    @ParameterizedTest(name = "TLS: {0}")
    @MethodSource("cases")
    @Timeout(120)
    void tls(InteropCase which) throws Exception {
        play(true, which);
    }

    private void play(boolean tls, InteropCase which) throws Exception {
        clients.get(tls).play(which);
        InteropRecord.asServer(InteropPeer.GRPC_JAVA, tls, which);
    }
}
