package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.tls.Tls;
import dev.stillframe.interop.client.InteropCase;
import dev.stillframe.interop.client.InteropClient;
import dev.stillframe.workbench.tls.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("our interop client, with others' servers")
@Timeout(400)
class GrpcPeerServerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** How often a case calls that is about calling often, and how many calls it has at a time. */
    private static final int TIMES = 10;

    /** What goes another way over TLS. */
    private static final List<InteropCase> OVER_TLS =
            List.of(InteropCase.LARGE_UNARY, InteropCase.PING_PONG, InteropCase.CUSTOM_METADATA);

    @TempDir private static Path folder;
    private static Identity identity;
    private static final Map<GrpcPeer, Facing> PLAIN = new EnumMap<>(GrpcPeer.class);
    private static final Map<GrpcPeer, Facing> SECURE = new EnumMap<>(GrpcPeer.class);

    /** A server, and who calls it. */
    private record Facing(Background server, InteropClient client) implements AutoCloseable {
        static Facing start(GrpcPeer peer, List<String> arguments, Tls tls) {
            try {
                Background server = Background.start(peer.command("server", arguments));
                String port = server.line("ready ", PATIENCE).substring("ready ".length());
                return new Facing(server, new InteropClient("127.0.0.1:" + port, tls, TIMES, TIMES));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** It ends when it is asked to, and says that all is well. */
        @Override
        public void close() {
            try (server) {
                client.close();
                server.terminate();
                assertEquals(0, server.status(PATIENCE));
            }
        }
    }

    @BeforeAll
    static void identify() throws IOException {
        identity = Identity.make();
        Files.writeString(folder.resolve("certificate.pem"), identity.pem());
        Files.writeString(folder.resolve("key.pem"), identity.keyPem());
    }

    @AfterAll
    static void stop() {
        PLAIN.values().forEach(Facing::close);
        SECURE.values().forEach(Facing::close);
    }

    static Stream<Arguments> cases() {
        return Stream.of(GrpcPeer.values())
                .flatMap(peer -> peer.asServer().stream().map(each -> Arguments.of(peer, each)));
    }

    static Stream<Arguments> casesOverTls() {
        return Stream.of(GrpcPeer.values())
                .flatMap(peer -> OVER_TLS.stream().map(each -> Arguments.of(peer, each)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    @DisplayName("plain")
    void plain(GrpcPeer peer, InteropCase which) throws Exception {
        PLAIN.computeIfAbsent(peer, one -> Facing.start(one, List.of("--port", "0"), null))
                .client()
                .play(which);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("casesOverTls")
    @DisplayName("over TLS")
    void tls(GrpcPeer peer, InteropCase which) throws Exception {
        SECURE.computeIfAbsent(peer, GrpcPeerServerTest::secure).client().play(which);
    }

    private static Facing secure(GrpcPeer peer) {
        List<String> arguments =
                List.of(
                        "--port", "0",
                        "--use_tls", "true",
                        "--cert_file", folder.resolve("certificate.pem").toString(),
                        "--key_file", folder.resolve("key.pem").toString());
        return Facing.start(peer, arguments, Tls.of(identity.trusting()));
    }
}
