package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stillframe.api.connection.Budget;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Listener;
import dev.stillframe.api.server.Server;
import dev.stillframe.api.server.ServerOptionsBuilder;
import dev.stillframe.api.tls.Tls;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.runtime.tls.Fixtures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who does not take what comes gets no more of it, and all of it when he does: plain and TLS. */
@Timeout(60)
class PausedReadingTest {
    private static final int WINDOW = 65_535;
    private static final int MUCH = 1_000_000;

    /** PINGs of 17 octets: far more than sockets take on their own, there and back. */
    private static final int MANY = 4_000_000;

    private static final int BATCH = 1_000;

    private static final ResponseHead OK = ResponseHead.of(200);

    enum Wires {
        PLAIN,
        TLS
    }

    private static LimitsBuilder limits() {
        return Limits.DEFAULT.toBuilder()
                .maxStreamWindow(WINDOW)
                .connectionWindow(WINDOW)
                .maxConnectionWindow(WINDOW);
    }

    private static ServerOptionsBuilder builder(Wires wires) {
        Tls tls = wires == Wires.TLS ? Fixtures.server("localhost-ec") : null;
        return Server.builder()
                .listen(new Listener(Servers.LOCAL.address(), tls))
                .drain(Duration.ofMillis(100));
    }

    private static Peer peer(Server server, Wires wires) throws IOException {
        return Peer.on(socket(server, wires)).greet();
    }

    private static Socket socket(Server server, Wires wires) throws IOException {
        Socket socket = new Socket();
        // Small buffers, so that whoever does not read is soon felt at the other end.
        socket.setReceiveBufferSize(65_536);
        socket.setSendBufferSize(65_536);
        socket.connect(server.addresses().getFirst());
        if (wires == Wires.PLAIN) {
            return socket;
        }
        SSLSocket secure =
                (SSLSocket)
                        Fixtures.client()
                                .context()
                                .get()
                                .getSocketFactory()
                                .createSocket(socket, "localhost", socket.getPort(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        secure.setSSLParameters(parameters);
        return secure;
    }

    private static byte[] noise() {
        byte[] noise = new byte[MUCH];
        new Random(7).nextBytes(noise);
        return noise;
    }

    /** Content on its way to the server, as credit comes, and what comes back. */
    private static final class Upload {
        private final Peer peer;
        private final byte[] content;
        private final ByteArrayOutputStream back = new ByteArrayOutputStream();
        private int window = WINDOW;
        private int sent;
        private boolean over;

        Upload(Peer peer, byte[] content) {
            this.peer = peer;
            this.content = content;
        }

        private void sendWhatMayBe() throws IOException {
            int most = Math.min(window, peer.window());
            while (most > 0 && sent < content.length) {
                int part = Math.min(Math.min(most, 10_000), content.length - sent);
                boolean last = sent + part == content.length;
                peer.data(1, Octets.wrap(content).slice(sent, part), last);
                sent += part;
                window -= part;
                most -= part;
            }
        }

        private void took(Frame frame) throws IOException {
            if (frame instanceof Frame.WindowUpdate update && update.streamId() == 1) {
                window += update.increment();
            } else if (frame instanceof Frame.Data data) {
                back.write(data.payload().toArray());
                over |= data.endStream();
            } else if (frame instanceof Frame.Reset || frame instanceof Frame.GoAway) {
                fail(frame.toString());
            }
        }

        /** Sends until the server gives no more credit; says how much that was. */
        int untilNoCredit() throws IOException {
            // Credit for what a turn has brought may follow the answer to a PING of that turn.
            int silent = 0;
            while (silent < 2) {
                int before = sent;
                sendWhatMayBe();
                peer.send(Wire.of().ping(false, Octets.utf8("12345678")));
                Frame frame = peer.frame();
                while (!(frame instanceof Frame.Ping)) {
                    took(frame);
                    frame = peer.frame();
                }
                silent = sent > before ? 0 : silent + 1;
            }
            return sent;
        }

        /** Sends the rest, and gives all that came back. */
        byte[] finish() throws IOException {
            while (!over) {
                sendWhatMayBe();
                took(peer.frame());
            }
            return back.toByteArray();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "A direct handler that does not read, then does, gets every octet; the idle time-out"
                    + " does not cut it meanwhile")
    void direct(Wires wires) throws Exception {
        byte[] sent = noise();
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<byte[]> read = new CompletableFuture<>();
        Limits limits = limits().idleTimeout(Duration.ofMillis(500)).build();
        try (Server server =
                        builder(wires)
                                .limits(limits)
                                .handler(exchange -> readLate(exchange, release, read))
                                .start();
                Peer peer = Peer.on(socket(server, wires)).greetAndPost(1, "/");
                Peer idle = peer(server, wires)) {
            Upload upload = new Upload(peer, sent);
            assertEquals(WINDOW, upload.untilNoCredit());
            idle.expect("GOAWAY 0 NO_ERROR max_idle").eof();
            assertEquals(WINDOW, upload.untilNoCredit(), "no credit for what nobody has read");
            release.countDown();
            assertEquals("read", new String(upload.finish(), StandardCharsets.US_ASCII));
            assertArrayEquals(sent, read.get(30, TimeUnit.SECONDS));
        }
    }

    private static void readLate(
            ServerExchange exchange, CountDownLatch release, CompletableFuture<byte[]> read)
            throws Exception {
        release.await();
        read.complete(exchange.input().readAllBytes());
        exchange.respond(OK, Octets.utf8("read"));
    }

    /** Sends back what comes. */
    private static final class Echo implements Fold<Integer> {
        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public List<Action<Integer>> on(Signal signal, Integer context) {
            return switch (signal) {
                case Signal.Request ignored -> List.of(new Action.Respond<>(OK));
                case Signal.Data data -> List.of(new Action.Send<>(data.octets().copy()));
                case Signal.End ignored -> List.of(new Action.Close<>());
                case Signal.Trailers ignored -> List.of();
                case Signal.Response ignored -> List.of();
                case Signal.Alarm ignored -> List.of();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A fold whose octets the client does not take gets no more, and then every octet")
    void fold(Wires wires) throws Exception {
        byte[] sent = noise();
        try (Server server = builder(wires).limits(limits().build()).fold(new Echo()).start();
                Peer peer = Peer.on(socket(server, wires)).greet(4, 0)) {
            peer.post(1, "/");
            Upload upload = new Upload(peer, sent);
            int before = upload.untilNoCredit();
            assertTrue(before <= 3 * WINDOW, "credit came for what waits: " + before);
            assertEquals(before, upload.untilNoCredit());
            peer.send(Wire.of().windowUpdate(0, MUCH).windowUpdate(1, MUCH));
            assertArrayEquals(sent, upload.finish());
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "Who asks without listening is not read any more; when he listens, all is answered")
    void deaf(Wires wires) throws Exception {
        Limits patient = Limits.DEFAULT.toBuilder().controls(new Budget(MANY + 10, 1)).build();
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> all = new CompletableFuture<>();
        try (Server server =
                        builder(wires)
                                .limits(patient)
                                .handler(exchange -> exchange.respond(OK, Octets.EMPTY))
                                .start();
                Peer deaf = peer(server, wires);
                Peer other = peer(server, wires)) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    ask(deaf, asked, enough);
                                    all.complete(null);
                                } catch (Throwable e) {
                                    all.completeExceptionally(e);
                                }
                            });
            // The system's buffers take some megabytes; then he stands still, and nobody else.
            int before;
            int id = 1;
            do {
                before = asked.get();
                for (int i = 0; i < 100; i++) {
                    other.get(id, "/").until("HEADERS " + id + " END_STREAM :status=200");
                    id += 2;
                }
            } while (asked.get() != before || before == 0);
            assertTrue(before < MANY, "all was read, for all the answers that nobody took");
            enough.set(true);
            int answered = 0;
            while (!all.isDone() || answered < asked.get()) {
                if (answered == asked.get()) {
                    all.get(30, TimeUnit.SECONDS); // the last ones are on their way
                } else {
                    Frame.Ping ping = assertInstanceOf(Frame.Ping.class, deaf.frame());
                    assertEquals(number(answered), ping.opaque());
                    answered++;
                }
            }
            assertTrue(answered >= before, answered + " of " + before);
        }
    }

    private static void ask(Peer peer, AtomicInteger asked, AtomicBoolean enough)
            throws IOException {
        while (!enough.get() && asked.get() < MANY) {
            Wire wire = Wire.of();
            for (int i = 0; i < BATCH; i++) {
                wire.ping(false, number(asked.get() + i));
            }
            peer.send(wire);
            asked.addAndGet(BATCH);
        }
    }

    private static Octets number(int i) {
        return Octets.wrap(ByteBuffer.allocate(8).putLong(i).array());
    }
}
