package dev.stillframe.h2.runtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.h2.runtime.client.RawPeer.Frame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that go silent in the middle, and pushes that do not come to their end. */
@Timeout(60)
class LivenessTest {
    private static Client client(Duration keepAlive, Duration timeout) {
        Limits limits =
                Limits.DEFAULT.toBuilder().keepAlive(keepAlive).keepAliveTimeout(timeout).build();
        return Client.builder().limits(limits).drain(Duration.ZERO).open();
    }

    private static String goAway(RawPeer.Line line) throws IOException {
        Frame frame = line.read();
        while (frame.type() != RawPeer.GOAWAY) {
            frame = line.read();
        }
        byte[] payload = frame.payload();
        return new String(payload, 8, payload.length - 8, StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("A server that does not answer a keep-alive PING is given up, and told why")
    void dead() throws Exception {
        try (RawPeer peer =
                        new RawPeer(
                                line -> {
                                    line.preface();
                                    line.frame(RawPeer.SETTINGS, RawPeer.ACK, 0);
                                    while (line.read().type() != RawPeer.HEADERS) {
                                        // SETTINGS and the like.
                                    }
                                    line.frame(RawPeer.HEADERS, RawPeer.END_HEADERS, 1, RawPeer.OK);
                                    line.note(goAway(line));
                                },
                                line -> line.preface().serve());
                Client client = client(Duration.ofMillis(20), Duration.ofMillis(100))) {
            try (ClientExchange exchange = client.exchange(Request.get(peer.uri("/")))) {
                assertEquals(200, exchange.response().status());
                StreamException lost = assertThrows(StreamException.class, exchange::read);
                assertEquals(
                        new End.Lost(
                                ErrorCode.NO_ERROR,
                                false,
                                "a keep-alive PING was not answered in time"),
                        lost.end());
            }
            assertEquals("a keep-alive PING was not answered in time", peer.note());
            assertEquals(200, client.send(Request.get(peer.uri("/"))).status());
            assertEquals(2, peer.accepted());
        }
    }

    @Test
    @DisplayName("A server that answers each keep-alive PING keeps its connection")
    void alive() throws Exception {
        try (RawPeer peer =
                        new RawPeer(
                                line -> {
                                    line.preface();
                                    int stream = line.request();
                                    int pings = 0;
                                    while (pings < 20) {
                                        Frame frame = line.read();
                                        if (frame.type() == RawPeer.PING
                                                && !frame.has(RawPeer.ACK)) {
                                            line.frame(
                                                    RawPeer.PING, RawPeer.ACK, 0, frame.payload());
                                            pings++;
                                        }
                                    }
                                    line.ok(stream);
                                    line.serve();
                                });
                Client client = client(Duration.ofMillis(10), Duration.ofSeconds(20))) {
            assertEquals(200, client.send(Request.get(peer.uri("/"))).status());
            assertEquals(200, client.send(Request.get(peer.uri("/"))).status());
            assertEquals(1, peer.accepted());
        }
    }

    @Test
    @DisplayName("A push that the server resets in its middle ends so for its reader alone")
    void pushReset() throws Exception {
        CompletableFuture<End> told = new CompletableFuture<>();
        CountDownLatch read = new CountDownLatch(1);
        try (RawPeer peer =
                        new RawPeer(
                                line -> {
                                    line.preface();
                                    int stream = line.request();
                                    line.frame(
                                            RawPeer.PUSH_PROMISE,
                                            RawPeer.END_HEADERS,
                                            stream,
                                            promise(line.socket.getLocalPort()));
                                    line.frame(RawPeer.HEADERS, RawPeer.END_HEADERS, 2, RawPeer.OK);
                                    line.frame(RawPeer.DATA, 0, 2, (byte) 'x');
                                    read.await();
                                    line.numbers(RawPeer.RST_STREAM, 2, 8);
                                    line.ok(stream);
                                    line.serve();
                                });
                Client client = Client.builder().acceptPush().drain(Duration.ZERO).open()) {
            Request request =
                    Request.get(peer.uri("/"))
                            .onPush(head -> exchange -> told.complete(endOf(exchange, read)));
            assertEquals(200, client.send(request).status());
            assertEquals(new End.Reset(ErrorCode.CANCEL, true, ""), told.get(30, TimeUnit.SECONDS));
            assertEquals(200, client.send(Request.get(peer.uri("/"))).status());
            assertEquals(1, peer.accepted());
        }
    }

    /** Stream 2, and a GET of ours: fields from the static table, and a literal one (RFC 7541). */
    private static byte[] promise(int port) {
        byte[] authority = ("127.0.0.1:" + port).getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(9 + authority.length)
                .putInt(2)
                .put(new byte[] {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x01})
                .put((byte) authority.length)
                .put(authority)
                .array();
    }

    private static End endOf(ClientExchange exchange, CountDownLatch read) {
        try {
            exchange.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            read.countDown();
        }
        return assertThrows(StreamException.class, exchange::read).end();
    }
}
