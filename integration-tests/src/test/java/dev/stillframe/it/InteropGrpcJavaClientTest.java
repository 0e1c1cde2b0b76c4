package dev.stillframe.it;

import dev.stillframe.interop.client.InteropCase;
import dev.stillframe.interop.server.InteropServer;
import io.grpc.testing.integration.TestServiceClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** grpc-java's own program plays its cases against our server. */
@DisplayName("grpc-java's interop client, with our server")
@ExtendWith(InteropRecord.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteropGrpcJavaClientTest {
    /** What its client asks of load reports must be asked for. */
    private static final String REPORTS =
            "{\"loadBalancingConfig\":[{\"test_backend_metrics_load_balancer\":{}}]}";

    private final Map<InteropSetup, InteropServer> servers = new EnumMap<>(InteropSetup.class);

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        SSLContext certificate = GrpcTestCertificate.serving(folder);
        for (InteropSetup setup : InteropSetup.values()) {
            servers.put(setup, setup.start(certificate));
        }
    }

    @AfterAll
    void stop() {
        servers.values().forEach(InteropServer::close);
    }

    static Stream<Arguments> cases() {
        return Stream.of(InteropSetup.values())
                .flatMap(
                        setup ->
                                InteropPeer.GRPC_JAVA.asClient(setup).stream()
                                        .map(which -> Arguments.of(setup, which)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    @Timeout(120)
    void passes(InteropSetup setup, InteropCase which) throws Exception {
        List<String> arguments = new ArrayList<>();
        arguments.add("--server_host=127.0.0.1");
        arguments.add("--server_port=" + servers.get(setup).port());
        arguments.add("--test_case=" + which.title());
        arguments.add("--use_tls=" + setup.isSecure());
        if (setup.isSecure()) {
            arguments.add("--use_test_ca=true");
            arguments.add("--server_host_override=" + GrpcTestCertificate.HOST);
        }
        // How long calls take is not what is tried.
        arguments.add("--soak_per_iteration_max_acceptable_latency_ms=60000");
        arguments.add("--soak_overall_timeout_seconds=100");
        if (which == InteropCase.ORCA_PER_RPC || which == InteropCase.ORCA_OOB) {
            arguments.add("--service_config_json=" + REPORTS);
        }
        TestServiceClient.main(arguments.toArray(String[]::new));
        InteropRecord.asClient(InteropPeer.GRPC_JAVA, setup, which);
    }
}
