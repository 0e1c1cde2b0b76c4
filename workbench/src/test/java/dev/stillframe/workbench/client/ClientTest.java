package dev.stillframe.workbench.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.workbench.front.Listening;
import dev.stillframe.workbench.front.Serving;
import dev.stillframe.workbench.jetty.JettyFront;
import dev.stillframe.workbench.standalone.StandaloneFront;
import dev.stillframe.workbench.tls.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("the clients of the load runs")
class ClientTest {

    private static final Duration NONE = Duration.ZERO;
    private static final Duration SHORT = Duration.ofMillis(200);

    private static Serving server;

    @BeforeAll
    static void start() throws Exception {
        server = JettyFront.STILLFRAME.start(Listening.both(0, 0, Identity.make()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Loop loop(boolean tls) throws IOException {
        return new Loop(tls ? server.tlsPort() : server.port(), tls);
    }

    @ParameterizedTest(name = "over TLS: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("at a constant rate ask as often as they should, and hear of every answer")
    void openLoop(boolean tls) throws IOException {
        Latency latency = new OpenLoop(loop(tls), 3, 2_000, NONE, SHORT).run();
        assertEquals(400, latency.answered());
        assertEquals(0, latency.errors());
        assertEquals(400, latency.times().getTotalCount());
        assertEquals(400, latency.lateness().getTotalCount());
        assertTrue(latency.times().getMinValue() > 0);
        assertTrue(latency.perSecond() <= 2_000, "answers a second");
    }

    @Test
    @DisplayName("do not count what they ask while the server warms up")
    void warmUp() throws IOException {
        Latency latency = new OpenLoop(loop(false), 1, 1_000, SHORT, SHORT).run();
        assertEquals(200, latency.answered());
        assertEquals(200, latency.times().getTotalCount());
    }

    @Test
    @DisplayName("say so when nobody listens")
    void nobody() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        OpenLoop generator = new OpenLoop(new Loop(port, false), 1, 100, NONE, SHORT);
        assertThrows(IOException.class, generator::run);
    }

    @ParameterizedTest(name = "over TLS: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "of all kinds end every stream as they meant to, over connections that come and go")
    void mix(boolean tls) throws IOException {
        try (Mix mix = new Mix(loop(tls), 2, 8, Mix.Users.PLAIN)) {
            mix.run(1_000, Long.MAX_VALUE, () -> {});
            mix.run(3_000, Long.MAX_VALUE, () -> {});
            assertNull(mix.firstWrong());
            assertEquals(0, mix.wrong());
            assertTrue(mix.count() >= 3_000, "streams");
            assertTrue(mix.connections() > 2, "connections");
            assertEquals(Visit.Kind.all(Mix.Users.PLAIN), mix.kinds().keySet());
        }
    }

    @Test
    @DisplayName("of calls as well end every call as they meant to, in both styles of the server")
    void calls() throws Exception {
        try (Serving calling = StandaloneFront.MIXED.start(Listening.plain(0));
                Mix mix = new Mix(new Loop(calling.port(), false), 2, 8, Mix.Users.CALLING)) {
            mix.run(2_000, Long.MAX_VALUE, () -> {});
            assertNull(mix.firstWrong());
            assertEquals(0, mix.wrong());
            assertEquals(Visit.Kind.all(Mix.Users.CALLING), mix.kinds().keySet());
        }
    }

    @Test
    @DisplayName("in a crowd are there, are served, and hold streams open")
    void crowd() throws IOException {
        try (Crowd crowd = new Crowd(loop(false))) {
            crowd.grow(50);
            assertEquals(50, crowd.living());
            crowd.askEach();
            crowd.openEach(1);
            crowd.grow(60);
            assertEquals(60, crowd.living());
        }
    }
}
