package dev.stillframe.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.tls.Tls;
import dev.stillframe.interop.client.InteropCase;
import dev.stillframe.interop.client.InteropClient;
import dev.stillframe.interop.client.InteropClient.Whom;
import dev.stillframe.workbench.tls.Identity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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

@DisplayName("our interop client, with servers in other languages")
@ExtendWith(InteropRecord.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteropPeerServerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Calls at a time of the case that is about that. */
    private static final int AT_ONCE = 50;

    private final Map<Which, Facing> open = new HashMap<>();
    private final Identity identity = Identity.make();
    private Path certificate;
    private Path key;

    /** Which server. */
    private record Which(InteropPeer peer, boolean tls) {}

    /** A server, and how it is called. */
    private record Facing(Background server, Whom whom) implements AutoCloseable {
        /** On a connection of its own, so that what one case does to it is not another's fault. */
        void play(InteropCase which) throws Exception {
            try (InteropClient client = new InteropClient(whom, InteropSelfTest.TIMES, AT_ONCE)) {
                client.play(which);
            }
        }

        /** It ends when it is asked to, and says that all is well. */
        @Override
        public void close() {
            try (server) {
                server.terminate();
                assertEquals(0, server.status(PATIENCE));
            }
        }
    }

    @BeforeAll
    void identify(@TempDir Path folder) throws IOException {
        certificate = Files.writeString(folder.resolve("certificate.pem"), identity.pem());
        key = Files.writeString(folder.resolve("key.pem"), identity.keyPem());
    }

    @AfterAll
    void stop() {
        open.values().forEach(Facing::close);
    }

    static Stream<Arguments> cases() {
        return InteropPeer.PROGRAMS.stream().flatMap(InteropPeerServerTest::cases);
    }

    private static Stream<Arguments> cases(InteropPeer peer) {
        return peer.serves().stream()
                .flatMap(
                        tls ->
                                peer.asServer().stream()
                                        .map(which -> Arguments.of(peer, tls, which)));
    }

    @ParameterizedTest(name = "{0}, TLS {1}: {2}")
    @MethodSource("cases")
    void passes(InteropPeer peer, boolean tls, InteropCase which) throws Exception {
        Which server = new Which(peer, tls);
        if (!open.containsKey(server)) {
            open.put(server, start(peer, tls));
        }
        open.get(server).play(which);
        InteropRecord.asServer(peer, tls, which);
    }

    private Facing start(InteropPeer peer, boolean tls) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--port", "0"));
        if (tls) {
            arguments.addAll(List.of("--use_tls", "true"));
            arguments.addAll(List.of("--cert_file", certificate.toString()));
            arguments.addAll(List.of("--key_file", key.toString()));
        }
        Background server = Background.start(peer.command("server", arguments));
        int port = Integer.parseInt(server.line("ready ", PATIENCE).substring("ready ".length()));
        Whom whom =
                new Whom(
                        "localhost",
                        port,
                        tls ? Tls.of(identity.trusting()) : null,
                        new InetSocketAddress("127.0.0.1", port));
        return new Facing(server, whom);
    }
}
