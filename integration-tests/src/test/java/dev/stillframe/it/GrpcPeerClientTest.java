package dev.stillframe.it;

import dev.stillframe.interop.client.InteropCase;
import dev.stillframe.interop.server.Front;
import dev.stillframe.interop.server.InteropServer;
import dev.stillframe.interop.server.Style;
import dev.stillframe.workbench.tls.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("others' interop clients, with our server")
class GrpcPeerClientTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** What goes another way over TLS. */
    private static final List<InteropCase> OVER_TLS =
            List.of(
                    InteropCase.LARGE_UNARY,
                    InteropCase.SERVER_COMPRESSED_UNARY,
                    InteropCase.PING_PONG,
                    InteropCase.CUSTOM_METADATA);

    @TempDir private static Path folder;
    private static InteropServer plain;
    private static InteropServer secure;
    private static Path certificate;

    @BeforeAll
    static void start() throws Exception {
        Identity identity = Identity.make();
        certificate = Files.writeString(folder.resolve("certificate.pem"), identity.pem());
        plain = InteropServer.start(Front.STANDALONE, Style.DIRECT, 0, null);
        secure = InteropServer.start(Front.STANDALONE, Style.FOLDED, 0, identity.serving());
    }

    @AfterAll
    static void stop() {
        for (InteropServer each : Arrays.asList(plain, secure)) {
            if (each != null) {
                each.close();
            }
        }
    }

    static Stream<Arguments> cases() {
        return Stream.of(GrpcPeer.values())
                .flatMap(peer -> peer.asClient().stream().map(each -> Arguments.of(peer, each)));
    }

    static Stream<Arguments> casesOverTls() {
        return Stream.of(GrpcPeer.values())
                .flatMap(peer -> OVER_TLS.stream().map(each -> Arguments.of(peer, each)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    @DisplayName("direct handlers, plain")
    void plain(GrpcPeer peer, InteropCase which) {
        play(peer, which, plain.port(), List.of());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("casesOverTls")
    @DisplayName("machines, over TLS")
    void tls(GrpcPeer peer, InteropCase which) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--use_tls", "true", "--ca_file", certificate.toString()));
        arguments.addAll(List.of("--server_host_override", "localhost"));
        play(peer, which, secure.port(), arguments);
    }

    private static void play(GrpcPeer peer, InteropCase which, int port, List<String> more) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("--server_host", "127.0.0.1"));
        arguments.addAll(List.of("--server_port", String.valueOf(port)));
        arguments.addAll(List.of("--test_case", which.title()));
        arguments.addAll(more);
        Child.run(PATIENCE, peer.command("client", arguments)).succeeded();
    }
}
