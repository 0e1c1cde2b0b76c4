package dev.stillframe.netty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.ClientConnection;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.netty.Loopback.Peer;
import dev.stillframe.netty.Loopback.Quiet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What concerns whole connections, and sources that are read as there is room. */
@Timeout(120)
class ConnectionTest {
    private static final long SECONDS = Loopback.SECONDS;

    /** Octets in chunks; every third time it has nothing yet; it may fail at the end. */
    private static final class Chunks implements ChunkedInput<ByteBuf> {
        final AtomicInteger closes = new AtomicInteger();
        private final byte[] content;
        private final boolean fails;
        private int at;
        private int asked;

        Chunks(byte[] content, boolean fails) {
            this.content = content;
            this.fails = fails;
        }

        @Override
        public boolean isEndOfInput() {
            return !fails && at == content.length;
        }

        @Override
        public void close() {
            closes.incrementAndGet();
        }

        @Deprecated
        @Override
        public ByteBuf readChunk(ChannelHandlerContext context) throws Exception {
            return readChunk(context.alloc());
        }

        @Override
        public ByteBuf readChunk(ByteBufAllocator allocator) throws Exception {
            if (fails && at == content.length) {
                throw new IOException("a test's");
            }
            if (++asked % 30 == 0) {
                return null;
            }
            int count = Math.min(8192, content.length - at);
            ByteBuf chunk = allocator.buffer(count).writeBytes(content, at, count);
            at += count;
            return chunk;
        }

        @Override
        public long length() {
            return content.length;
        }

        @Override
        public long progress() {
            return at;
        }
    }

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        return content;
    }

    @Test
    void sourcesAreReadAsThereIsRoomAndInOrder() throws Exception {
        byte[] content = random(1_000_000);
        Chunks first = new Chunks(content, false);
        Chunks second = new Chunks(content, false);
        BlockingQueue<Long> most = new LinkedBlockingQueue<>();
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            stream.respond(Loopback.ok(), false, Completion.IGNORED);
                            stream.write(first, false, Completion.IGNORED);
                            stream.write(
                                    Unpooled.wrappedBuffer(new byte[] {1, 2, 3}),
                                    false,
                                    Completion.IGNORED);
                            stream.write(second, true, failure -> most.add(stream.pending()));
                            most.add(stream.pending());
                            return new Quiet(stream);
                        })) {
            byte[] got = loopback.client.send(loopback.get("/")).content().toArray();
            assertEquals(2 * content.length + 3, got.length);
            byte[] expected = new byte[got.length];
            System.arraycopy(content, 0, expected, 0, content.length);
            expected[content.length] = 1;
            expected[content.length + 1] = 2;
            expected[content.length + 2] = 3;
            System.arraycopy(content, 0, expected, content.length + 3, content.length);
            assertArrayEquals(expected, got);
            assertTrue(most.poll(SECONDS, TimeUnit.SECONDS) < DriverOptions.HIGH_WATER + 8192);
            assertEquals(0L, most.poll(SECONDS, TimeUnit.SECONDS));
            assertEquals(1, first.closes.get());
            assertEquals(1, second.closes.get());
        }
    }

    @Test
    void aSourceThatFailsOrIsLeftEndsItsStreamAndIsClosedOnce() throws Exception {
        Chunks failing = new Chunks(random(100_000), true);
        Chunks left = new Chunks(random(50_000_000), false);
        Chunks behind = new Chunks(random(10), false);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        BlockingQueue<Quiet> streams = new LinkedBlockingQueue<>();
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            Quiet quiet = new Quiet(stream);
                            streams.add(quiet);
                            stream.respond(Loopback.ok(), false, Completion.IGNORED);
                            if (head.path().equals("/failing")) {
                                stream.write(failing, true, failure::complete);
                            } else {
                                stream.write(left, false, Completion.IGNORED);
                                stream.write(behind, true, Completion.IGNORED);
                            }
                            return quiet;
                        })) {
            StreamException thrown =
                    assertThrows(
                            StreamException.class,
                            () -> loopback.client.send(loopback.get("/failing")));
            assertEquals(ErrorCode.INTERNAL_ERROR, ((End.Reset) thrown.end()).code());
            assertInstanceOf(IOException.class, failure.get(SECONDS, TimeUnit.SECONDS));
            streams.take().ended();
            assertEquals(1, failing.closes.get());
            try (var exchange = loopback.client.exchange(loopback.get("/left"))) {
                exchange.response();
            }
            assertInstanceOf(End.Reset.class, streams.poll(SECONDS, TimeUnit.SECONDS).ended());
            assertEquals(1, left.closes.get());
            assertEquals(1, behind.closes.get());
        }
    }

    @Test
    void settingsAreAcknowledgedAndPingsComeBack() throws Exception {
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            stream.respond(Loopback.ok(), true, Completion.IGNORED);
                            return new Quiet(stream);
                        })) {
            loopback.client.send(loopback.get("/"));
            Peer peer = loopback.peer();
            CompletableFuture<Throwable> changed = new CompletableFuture<>();
            CompletableFuture<Long> pong = new CompletableFuture<>();
            peer.onLoop(
                    () -> {
                        peer.driver.change(
                                peer.driver.limits().toBuilder().maxConcurrentStreams(7).build(),
                                changed::complete);
                        peer.driver.ping(42, (nanos, failure) -> pong.complete(nanos));
                        return null;
                    });
            assertNull(changed.get(SECONDS, TimeUnit.SECONDS));
            assertEquals(7, peer.driver.iteration().localSettings().maxConcurrentStreams());
            assertTrue(pong.get(SECONDS, TimeUnit.SECONDS) >= 0);
        }
    }

    @Test
    void pingsOfThePeersAreToldWhereThatIsAskedFor() throws Exception {
        try (Loopback loopback = Loopback.telling(Options.Extra.PINGS, Loopback::refuse)) {
            ClientConnection connection = loopback.client.connect(Endpoint.of(loopback.uri("/")));
            Peer peer = loopback.peer();
            connection.ping().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
            assertNotNull(peer.pings.poll(SECONDS, TimeUnit.SECONDS));
        }
        try (Loopback loopback = new Loopback(Loopback::refuse)) {
            ClientConnection connection = loopback.client.connect(Endpoint.of(loopback.uri("/")));
            connection.ping().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
            Peer peer = loopback.peer();
            // What would be told is told in the turn that answers, before any later task.
            assertEquals(0, peer.onLoop(peer.pings::size));
        }
    }

    @Test
    void aDrainLetsStreamsFinishAndThenCloses() throws Exception {
        BlockingQueue<DriverStream> waiting = new LinkedBlockingQueue<>();
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            waiting.add(stream);
                            return new Quiet(stream);
                        })) {
            CompletableFuture<Response> response =
                    loopback.client.sendAsync(loopback.get("/")).toCompletableFuture();
            DriverStream stream = waiting.poll(SECONDS, TimeUnit.SECONDS);
            assertNotNull(stream);
            Peer peer = loopback.peer();
            peer.onLoop(
                    () -> {
                        peer.driver.drain(Duration.ofSeconds(SECONDS));
                        assertTrue(peer.driver.isLeaving());
                        return null;
                    });
            // Two round trips on: the first GOAWAY has arrived, and the stream is still there.
            CompletableFuture<Long> pong = new CompletableFuture<>();
            peer.onLoop(
                    () -> {
                        peer.driver.ping(1, (nanos, failure) -> pong.complete(nanos));
                        return null;
                    });
            assertTrue(pong.get(SECONDS, TimeUnit.SECONDS) >= 0);
            peer.onLoop(
                    () -> {
                        stream.respond(Loopback.ok(), true, Completion.IGNORED);
                        return null;
                    });
            assertEquals(200, response.get(SECONDS, TimeUnit.SECONDS).status());
            Notice.Closed closed = peer.closed.poll(SECONDS, TimeUnit.SECONDS);
            assertNotNull(closed);
            assertEquals(ErrorCode.NO_ERROR, closed.code());
            peer.channel.closeFuture().sync();
        }
    }

    @Test
    void aShutdownTellsThePeerWhy() throws Exception {
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            stream.respond(Loopback.ok(), true, Completion.IGNORED);
                            return new Quiet(stream);
                        })) {
            ClientConnection connection = loopback.client.connect(Endpoint.of(loopback.uri("/")));
            Peer peer = loopback.peer();
            peer.onLoop(
                    () -> {
                        peer.driver.shutdown(ErrorCode.ENHANCE_YOUR_CALM, "enough");
                        return null;
                    });
            Notice.Closed told =
                    connection.closed().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
            assertEquals(ErrorCode.ENHANCE_YOUR_CALM, told.code());
            assertTrue(told.byPeer());
            peer.channel.closeFuture().sync();
            assertEquals(1, peer.closed.size());
        }
    }

    @Test
    void aPeerThatTakesNothingIsGivenUp() throws Exception {
        Limits limits = Limits.DEFAULT.toBuilder().stallTimeout(Duration.ofMillis(100)).build();
        try (Loopback loopback =
                        new Loopback(
                                limits,
                                Function.identity(),
                                (stream, head) -> {
                                    stream.respond(Loopback.ok(), false, Completion.IGNORED);
                                    stream.write(
                                            Unpooled.wrappedBuffer(new byte[MUCH]),
                                            true,
                                            Completion.IGNORED);
                                    return new Quiet(stream);
                                });
                Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            URI uri = loopback.uri("/");
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
            socket.getOutputStream().write(askingForMuch());
            Peer peer = loopback.peer();
            Notice.Closed closed = peer.closed.poll(SECONDS, TimeUnit.SECONDS);
            assertNotNull(closed);
            assertEquals("the peer has taken nothing for 100 ms", closed.reason());
            peer.channel.closeFuture().sync();
        }
    }

    /** More than sockets hold. */
    private static final int MUCH = 50_000_000;

    /** Preface, SETTINGS and WINDOW_UPDATE with the largest windows, and GET / on stream 1. */
    private static byte[] askingForMuch() throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        octets.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        octets.write(new byte[] {0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0x7f, -1, -1, -1});
        octets.write(new byte[] {0, 0, 4, 8, 0, 0, 0, 0, 0, 0x7f, -1, 0, 0});
        octets.write(new byte[] {0, 0, 6, 1, 5, 0, 0, 0, 1, -126, -122, -124, 0x41, 1, 'a'});
        return octets.toByteArray();
    }
}
