package dev.stillframe.h2.runtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.PoolStatistics;
import dev.stillframe.api.client.RaceOptions;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Resolver;
import dev.stillframe.api.client.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Names with several addresses, of which some do not answer (RFC 8305), over sockets. */
@Timeout(60)
class AddressesTest {
    private static final InetAddress SECOND = loopback(2);
    private static final InetAddress THIRD = loopback(3);
    private static final String HOST = "several.test";

    private static InetAddress loopback(int last) {
        try {
            return InetAddress.getByAddress(HOST, new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Client client(Resolver resolver, Duration connect, Duration race) {
        return Client.builder()
                .resolver(resolver)
                .drain(Duration.ZERO)
                .race(
                        RaceOptions.DEFAULT
                                .withAttemptDelay(Duration.ofMillis(100))
                                .withTimeout(race))
                .pool(
                        PoolOptions.DEFAULT.toBuilder()
                                .connectTimeout(connect)
                                .connectRetries(0)
                                .build())
                .open();
    }

    /** With all the time that it needs. */
    private static Client client(Resolver resolver) {
        return client(resolver, Duration.ofSeconds(50), Duration.ofSeconds(50));
    }

    private static Resolver both() {
        return host -> List.of(SECOND, THIRD);
    }

    private static Request get(int port) {
        return Request.get(URI.create("http://" + HOST + ":" + port + "/"));
    }

    private static ClientException failure(Client client, Request request) {
        return assertThrows(ClientException.class, () -> client.send(request));
    }

    private static void until(BlackHole hole, int asking) throws IOException {
        while (hole.asking() != asking) { // the sockets are another thread's
            assertFalse(Thread.interrupted(), "the time of the test is over");
            Thread.onSpinWait();
        }
    }

    @Test
    @DisplayName("the address that answers is taken, and the attempt at the other one is closed")
    void race() throws Exception {
        try (BlackHole dead = new BlackHole(SECOND, 0);
                BlackHole slow = new BlackHole(THIRD, dead.address().getPort());
                Client client = client(both())) {
            CompletableFuture<Response> response =
                    client.sendAsync(get(dead.address().getPort())).toCompletableFuture();
            until(dead, 1);
            until(slow, 1);
            PoolStatistics connecting = client.statistics().getFirst();
            assertEquals(1, connecting.connecting(), "one connection, whatever it tries");
            try (RawPeer peer = new RawPeer(slow.listening, line -> line.preface().serve())) {
                assertEquals(200, response.join().status());
                until(dead, 0);
                assertEquals(200, client.send(get(peer.port())).status());
                PoolStatistics counts = client.statistics().getFirst();
                assertEquals(1, counts.created());
                assertEquals(0, counts.errors(), "an address that has lost is no error");
            }
        }
    }

    @Test
    @DisplayName("when none answers in time, the error names each and what became of it")
    void noAnswer() throws Exception {
        Duration shortly = Duration.ofMillis(400);
        Duration later = Duration.ofSeconds(50);
        try (BlackHole dead = new BlackHole(SECOND, 0)) {
            int port = dead.address().getPort();
            for (Client each :
                    List.of(client(both(), later, shortly), client(both(), shortly, later))) {
                try (Client client = each) {
                    ClientException failure = failure(client, get(port));
                    assertEquals(Failure.UNREACHABLE, failure.failure());
                    String message = failure.getMessage();
                    assertTrue(message.contains("127.0.0.2:" + port + ": no answer"), message);
                    assertTrue(message.contains("127.0.0.3:" + port + ": "), message);
                    assertTrue(message.contains("efused"), message);
                    until(dead, 0);
                    gone(client);
                }
            }
        }
    }

    /** One connection was begun, failed, and is gone. */
    private static void gone(Client client) {
        while (client.statistics().getFirst().closed() == 0) {
            // who waited may be told before the loop has closed it
            assertFalse(Thread.interrupted(), "the time of the test is over");
            Thread.onSpinWait();
        }
        PoolStatistics counts = client.statistics().getFirst();
        assertEquals(List.of(0, 0), List.of(counts.connecting(), counts.waiting()));
        assertEquals(List.of(1L, 1L), List.of(counts.created(), counts.errors()));
    }

    @Test
    @DisplayName("when all refuse, the error names each")
    void refused() throws Exception {
        RawPeer peer = new RawPeer();
        int port = peer.port();
        peer.close();
        try (Client client = client(both())) {
            ClientException failure = failure(client, get(port));
            assertEquals(Failure.UNREACHABLE, failure.failure());
            for (String address : List.of("127.0.0.2:", "127.0.0.3:")) {
                String message = failure.getMessage();
                assertTrue(message.contains(address + port + ": Connection refused"), message);
            }
            gone(client);
        }
    }

    @Test
    @DisplayName("what the resolver says or throws is the reason")
    void unresolved() {
        assertTrue(unresolved(host -> List.of()).contains("no addresses"));
        assertTrue(
                unresolved(
                                host -> {
                                    throw new UnknownHostException(host);
                                })
                        .contains("the name is unknown"));
        assertTrue(
                unresolved(
                                host -> {
                                    throw new IOException("no name server");
                                })
                        .contains("no name server"));
        assertTrue(
                unresolved(
                                host -> {
                                    throw new AssertionError("on purpose");
                                })
                        .contains("on purpose"));
    }

    private static String unresolved(Resolver resolver) {
        try (Client client = client(resolver)) {
            ClientException failure = failure(client, get(80));
            assertEquals(Failure.UNREACHABLE, failure.failure());
            return failure.getMessage();
        }
    }

    @Test
    @DisplayName("the resolver is asked for names: not for addresses, nor where one is fixed")
    void asked() throws Exception {
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        Resolver resolver =
                host -> {
                    asked.add(host);
                    return List.of(InetAddress.getByName("127.0.0.1"));
                };
        try (RawPeer peer = new RawPeer(line -> line.preface().serve());
                Client client =
                        Client.builder()
                                .resolver(resolver)
                                .drain(Duration.ZERO)
                                .address(Endpoint.of("http", "fixed.test", 80), peer.address())
                                .open()) {
            assertEquals(200, client.send(Request.get(peer.uri("/"))).status());
            URI fixed = URI.create("http://fixed.test/");
            assertEquals(200, client.send(Request.get(fixed)).status());
            assertEquals(200, client.send(get(peer.port())).status());
            assertEquals(List.of(HOST), List.copyOf(asked));
        }
    }
}
