package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Content larger than all windows, both ways, and ends that are slow. */
@Timeout(40)
class BackPressureTest {
    private static final int WINDOW = 65_535;
    private static final String CREDIT = "WINDOW_UPDATE 1 ";
    private static final ResponseHead OK = ResponseHead.of(200);
    private static final Limits NO_GROWTH =
            Limits.DEFAULT.toBuilder()
                    .maxStreamWindow(WINDOW)
                    .connectionWindow(WINDOW)
                    .maxConnectionWindow(WINDOW)
                    .build();

    /** Sends back what it gets, and never waits. */
    private static final class Echo implements Fold<Integer> {
        final AtomicLong taken = new AtomicLong();

        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public List<Action<Integer>> on(Signal signal, Integer context) {
            return switch (signal) {
                case Signal.Request ignored -> List.of(new Action.Respond<>(OK));
                case Signal.Data data -> {
                    taken.addAndGet(data.octets().length());
                    yield List.of(new Action.Send<>(data.octets().copy()));
                }
                case Signal.End ignored -> List.of(new Action.Close<>());
                case Signal.Trailers ignored -> List.of();
                case Signal.Response ignored -> List.of();
                case Signal.Alarm ignored -> List.of();
            };
        }
    }

    @Test
    @DisplayName("A direct echo of 20 MB returns every octet, by reference and by copy")
    void directEcho() throws Exception {
        try (Server server =
                Servers.direct(
                        exchange -> {
                            exchange.respond(OK);
                            for (Octets part = exchange.read();
                                    part != null;
                                    part = exchange.read()) {
                                exchange.write(part.toByteBuffer());
                            }
                            exchange.end();
                        })) {
            echoes(server, 20_000_000);
        }
    }

    @Test
    @DisplayName("A fold's echo of 20 MB returns every octet")
    void foldEcho() throws Exception {
        try (Server server = Servers.folding(new Echo())) {
            echoes(server, 20_000_000);
        }
    }

    /** Two connections at once, each with its own octets. */
    private static void echoes(Server server, int octets) throws Exception {
        CompletableFuture<Void> other = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                echo(server, octets, 2);
                                other.complete(null);
                            } catch (Throwable e) {
                                other.completeExceptionally(e);
                            }
                        });
        echo(server, octets, 1);
        other.get(60, TimeUnit.SECONDS);
        Servers.expectIdle(server);
    }

    private static void echo(Server server, int octets, int seed) throws IOException {
        byte[] sent = new byte[octets];
        new Random(seed).nextBytes(sent);
        try (Peer peer = Peer.to(server)) {
            peer.post(1, "/");
            assertArrayEquals(sent, echoed(peer, sent));
        }
    }

    /** Sends as far as credit goes, and credits what comes back at once. */
    static byte[] echoed(Peer peer, byte[] content) throws IOException {
        ByteArrayOutputStream back = new ByteArrayOutputStream(content.length);
        int window = WINDOW;
        int at = 0;
        while (true) {
            int part = Math.min(Math.min(window, peer.window()), content.length - at);
            if (part > 0) {
                part = Math.min(part, 16_384);
                boolean last = at + part == content.length;
                peer.data(1, Octets.wrap(content).slice(at, part), last);
                at += part;
                window -= part;
                continue;
            }
            Frame frame = peer.frame();
            if (frame instanceof Frame.Data data) {
                back.write(data.payload().toArray());
                if (data.endStream()) {
                    return back.toByteArray();
                }
                if (data.length() > 0) {
                    Wire credit = Wire.of().windowUpdate(0, data.length());
                    peer.send(credit.windowUpdate(1, data.length()));
                }
            } else if (frame instanceof Frame.WindowUpdate update && update.streamId() == 1) {
                window += update.increment();
            } else if (frame instanceof Frame.Reset || frame instanceof Frame.GoAway) {
                fail(frame.toString());
            }
        }
    }

    @Test
    @DisplayName("A handler writes as far as the client's window goes, and stands still there")
    void slowClient() throws Exception {
        AtomicLong written = new AtomicLong();
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    exchange.respond(OK);
                                    ByteBuffer part = ByteBuffer.allocate(10_000);
                                    while (written.get() < 1_000_000) {
                                        exchange.write(part.clear());
                                        written.addAndGet(10_000);
                                    }
                                });
                Peer peer = Peer.to(server)) {
            peer.get(1, "/");
            Servers.await("the window is full", () -> written.get() == 60_000);
            peer.ping("12345678");
            assertEquals(60_000, written.get(), "no more than whole writes within the window");
            peer.send(Wire.of().windowUpdate(0, 20_000).windowUpdate(1, 20_000));
            Servers.await("two more", () -> written.get() == 80_000);
        }
    }

    @Test
    @DisplayName("A client that does not read its socket is not written for either")
    void deafClient() throws Exception {
        AtomicLong written = new AtomicLong();
        long all = 1_000_000_000;
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    exchange.respond(OK);
                                    if (exchange.request().path().equals("/all")) {
                                        ByteBuffer part = ByteBuffer.allocate(100_000);
                                        while (written.addAndGet(part.capacity()) < all) {
                                            exchange.write(part.clear());
                                        }
                                    }
                                });
                Peer deaf = Peer.to(server, 4, Integer.MAX_VALUE);
                Peer other = Peer.to(server)) {
            deaf.send(Wire.of().windowUpdate(0, Integer.MAX_VALUE - WINDOW)).get(1, "/all");
            Servers.await("it has begun", () -> written.get() > 0);
            // The system's buffers take some megabytes. Then the handler stands still, whatever
            // else the server does.
            long before;
            int id = 1;
            do {
                before = written.get();
                for (int i = 0; i < 50; i++) {
                    other.get(id, "/").until("DATA " + id + " 0 END_STREAM");
                    id += 2;
                }
            } while (written.get() != before);
            assertTrue(before < all, "all was written for nobody");
        }
    }

    @Test
    @DisplayName("A handler that does not read holds one window and no more")
    void slowReader() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Server server =
                        Servers.builder()
                                .limits(NO_GROWTH)
                                .handler(
                                        exchange -> {
                                            release.await();
                                            exchange.trailers();
                                            exchange.respond(OK, Octets.EMPTY);
                                        })
                                .start();
                Peer peer = Peer.to(server)) {
            peer.post(1, "/");
            sendWindow(peer);
            assertEquals(List.of(), peer.ping("12345678"), "no credit for what nobody has read");
            release.countDown();
            peer.untilLike("WINDOW_UPDATE 1 .*");
            peer.data(1, Octets.EMPTY, true).until("HEADERS 1 END_STREAM :status=200");
        }
    }

    private static void sendWindow(Peer peer) throws IOException {
        Octets part = Octets.wrap(new byte[13_107]);
        Wire wire = Wire.of();
        for (int i = 0; i < 5; i++) {
            wire.data(1, part, false);
        }
        peer.send(wire);
    }

    @Test
    @DisplayName("A fold that sends for a client without credit gets no more to send")
    void foldUnsent() throws Exception {
        Echo echo = new Echo();
        try (Server server = Servers.builder().limits(NO_GROWTH).fold(echo).start();
                Peer peer = Peer.to(server, 4, 0)) {
            peer.post(1, "/");
            sendWindow(peer);
            Servers.await("a window is taken", () -> echo.taken.get() == WINDOW);
            // Half a window comes back until much waits unsent; then nothing does.
            int credit =
                    peer.ping("12345678").stream()
                            .filter(line -> line.startsWith(CREDIT))
                            .mapToInt(line -> Integer.parseInt(line.substring(CREDIT.length())))
                            .sum();
            assertTrue(credit <= WINDOW, "credit came for what waits: " + credit);
            byte[] more = new byte[credit];
            for (int at = 0; at < credit; at += 16_384) {
                int length = Math.min(16_384, credit - at);
                peer.data(1, Octets.wrap(more).slice(at, length), false);
            }
            int all = WINDOW + credit;
            Servers.await("that is taken, too", () -> echo.taken.get() == all);
            assertEquals(List.of(), peer.ping("abcdefgh"), "no credit for what waits");
            peer.send(Wire.of().windowUpdate(0, all).windowUpdate(1, all));
            peer.untilLike(CREDIT + ".*");
        }
    }
}
