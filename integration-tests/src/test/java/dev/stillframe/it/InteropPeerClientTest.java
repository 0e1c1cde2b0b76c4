package dev.stillframe.it;

import dev.stillframe.interop.client.InteropCase;
import dev.stillframe.interop.server.InteropServer;
import dev.stillframe.workbench.tls.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("interop clients in other languages, with our server")
@ExtendWith(InteropRecord.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteropPeerClientTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Map<InteropSetup, InteropServer> servers = new EnumMap<>(InteropSetup.class);
    private Path certificate;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Identity identity = Identity.make();
        certificate = Files.writeString(folder.resolve("certificate.pem"), identity.pem());
        for (InteropSetup setup : InteropSetup.values()) {
            servers.put(setup, setup.start(identity.serving()));
        }
    }

    @AfterAll
    void stop() {
        servers.values().forEach(InteropServer::close);
    }

    static Stream<Arguments> cases() {
        return InteropPeer.PROGRAMS.stream().flatMap(InteropPeerClientTest::cases);
    }

    private static Stream<Arguments> cases(InteropPeer peer) {
        return Stream.of(InteropSetup.values())
                .flatMap(
                        setup ->
                                peer.asClient(setup).stream()
                                        .map(which -> Arguments.of(peer, setup, which)));
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("cases")
    void passes(InteropPeer peer, InteropSetup setup, InteropCase which) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--server_host", "127.0.0.1"));
        arguments.addAll(List.of("--server_port", String.valueOf(servers.get(setup).port())));
        arguments.addAll(List.of("--test_case", which.title()));
        if (setup.isSecure()) {
            arguments.addAll(List.of("--use_tls", "true", "--ca_file", certificate.toString()));
            arguments.addAll(List.of("--server_host_override", "localhost"));
        }
        Child.run(PATIENCE, peer.command("client", arguments)).succeeded();
        InteropRecord.asClient(peer, setup, which);
    }
}
