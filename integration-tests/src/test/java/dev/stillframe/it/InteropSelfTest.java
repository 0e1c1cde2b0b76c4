package dev.stillframe.it;

import dev.stillframe.api.tls.Tls;
import dev.stillframe.interop.client.InteropCase;
import dev.stillframe.interop.client.InteropClient;
import dev.stillframe.interop.client.InteropClient.Whom;
import dev.stillframe.interop.server.InteropServer;
import dev.stillframe.workbench.tls.Identity;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our client plays all cases against our server. */
@DisplayName("our interop client, with our server")
@ExtendWith(InteropRecord.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InteropSelfTest {
    /** Calls of the cases that are about many. */
    static final int TIMES = 10;

    /** Calls at a time of the case that is about that. */
    static final int AT_ONCE = 200;

    private final Map<InteropSetup, InteropServer> servers = new EnumMap<>(InteropSetup.class);
    private final Map<InteropSetup, InteropClient> clients = new EnumMap<>(InteropSetup.class);

    @BeforeAll
    void start() throws Exception {
        Identity identity = Identity.make();
        for (InteropSetup setup : InteropSetup.values()) {
            InteropServer server = setup.start(identity.serving());
            servers.put(setup, server);
            Tls tls = setup.isSecure() ? Tls.of(identity.trusting()) : null;
            Whom whom = new Whom("localhost", server.port(), tls, null);
            clients.put(setup, new InteropClient(whom, TIMES, AT_ONCE));
        }
    }

    @AfterAll
    void stop() {
        clients.values().forEach(InteropClient::close);
        servers.values().forEach(InteropServer::close);
    }

    static Stream<Arguments> cases() {
        return Stream.of(InteropSetup.values())
                .flatMap(
                        setup ->
                                InteropPeer.STILLFRAME.asClient(setup).stream()
                                        .map(which -> Arguments.of(setup, which)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    @Timeout(120)
    void passes(InteropSetup setup, InteropCase which) throws Exception {
        clients.get(setup).play(which);
        InteropRecord.asClient(InteropPeer.STILLFRAME, setup, which);
    }
}
