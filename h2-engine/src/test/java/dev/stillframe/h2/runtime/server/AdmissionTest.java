package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.DirectHandler;
import dev.stillframe.api.server.Server;
import dev.stillframe.h2.frame.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is let in: limits on connections and on those that do not say what they speak. */
@Timeout(40)
class AdmissionTest {
    private static final DirectHandler HELLO =
            exchange -> exchange.respond(ResponseHead.of(200), Octets.EMPTY);
    private static final String ANSWER = " END_STREAM :status=200";

    @Test
    @DisplayName("A connection too many is closed at once; there is room again when one has gone")
    void maxConnections() throws Exception {
        try (Server server = Servers.builder().maxConnections(2).handler(HELLO).start()) {
            Peer first = Peer.to(server);
            try (Peer second = Peer.to(server);
                    Peer third = Peer.silent(server)) {
                third.closed();
                assertEquals(1, server.statistics().refused());
                second.get(1, "/").expect("HEADERS 1" + ANSWER);
                first.close();
                Servers.await("one has gone", () -> server.statistics().open() == 1);
                try (Peer fourth = Peer.to(server)) {
                    fourth.get(1, "/").expect("HEADERS 1" + ANSWER);
                }
            }
            Servers.expectIdle(server);
            assertEquals(4, server.statistics().accepted());
        }
    }

    @Test
    @DisplayName("Who says nothing, half a preface or half a request line is put out in time")
    void slowLoris() throws Exception {
        try (Server server =
                        Servers.builder()
                                .handshakeTimeout(Duration.ofMillis(500))
                                .handler(HELLO)
                                .start();
                Peer nothing = Peer.silent(server);
                Peer preface = Peer.silent(server);
                Peer line = Peer.silent(server);
                Peer head = Peer.silent(server);
                Peer busy = Peer.to(server)) {
            preface.say("PRI");
            line.say("GET / HT");
            head.say("GET / HTTP/1.1\r\nhost: a\r\n");
            nothing.closed();
            preface.closed();
            line.closed();
            head.closed();
            busy.get(1, "/").expect("HEADERS 1" + ANSWER);
            Servers.await("one is left", () -> server.statistics().open() == 1);
            assertEquals(0, server.statistics().handshakeFailures(), "there was no TLS");
        }
    }

    @Test
    @DisplayName("As many as may be undecided are let in, exactly; the next wait for a place")
    void maxHandshakes() throws Exception {
        List<Peer> silent = new ArrayList<>();
        try (Server server = Servers.builder().maxHandshakes(3).handler(HELLO).start()) {
            for (int i = 0; i < 10; i++) {
                silent.add(Peer.silent(server));
            }
            Servers.await("three are in", () -> server.statistics().accepted() == 3);
            // One that says what it speaks makes room for the next in the queue.
            silent.getFirst().greet().get(1, "/").expect("HEADERS 1" + ANSWER);
            Servers.await("a fourth is in", () -> server.statistics().accepted() == 4);
            silent.get(1).close();
            Servers.await("a fifth is in", () -> server.statistics().accepted() == 5);
            for (Peer peer : silent.subList(2, 10)) {
                peer.greet().get(1, "/").expect("HEADERS 1" + ANSWER);
            }
            assertEquals(10, server.statistics().accepted());
            for (Peer peer : silent) {
                peer.close();
            }
            Servers.expectIdle(server);
        }
    }

    @Test
    @DisplayName("Many that come and go at once leave nothing behind")
    void churn() throws Exception {
        try (Server server = Servers.builder().maxHandshakes(4).handler(HELLO).start()) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int kind = i;
                threads.add(Thread.ofVirtual().start(() -> comeAndGo(server, kind)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            try (Peer last = Peer.to(server)) {
                last.get(1, "/").expect("HEADERS 1" + ANSWER);
            }
            Servers.expectIdle(server);
            assertEquals(16 * 20 + 1, server.statistics().accepted());
        }
    }

    private static void comeAndGo(Server server, int kind) {
        for (int i = 0; i < 20; i++) {
            try (Peer peer = Peer.silent(server)) {
                switch ((kind + i) % 4) {
                    case 0 -> {}
                    case 1 -> peer.say("PR");
                    case 2 -> peer.send(Wire.of().preface().settings());
                    default -> peer.greet().get(1, "/").expect("HEADERS 1" + ANSWER);
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
