package dev.stillframe.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.netty.Loopback.Peer;
import dev.stillframe.netty.Loopback.Quiet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests and responses over the driver, on real sockets. */
@Timeout(120)
class DriverTest {
    private static final long SECONDS = Loopback.SECONDS;

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }

    @Test
    void headContentAndTrailersLeaveInOneWrite() throws Exception {
        BlockingQueue<Integer> flushes = new LinkedBlockingQueue<>();
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            Peer peer = (Peer) stream.driver().listener();
                            int before = peer.flushes;
                            stream.respond(Loopback.ok(), false, Completion.IGNORED);
                            stream.write(text("hello"), false, Completion.IGNORED);
                            stream.trailers(FieldSection.of("x", "1"), Completion.IGNORED);
                            return new Quiet(stream) {
                                @Override
                                public void closed(End end) {
                                    super.closed(end);
                                    flushes.add(peer.flushes - before);
                                }
                            };
                        })) {
            for (int i = 0; i < 3; i++) {
                Response response = loopback.client.send(loopback.get("/"));
                assertEquals("hello", response.content().utf8());
                assertEquals("1", response.trailers().value("x"));
                assertEquals(1, flushes.poll(SECONDS, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void whatSeveralTasksOfTheLoopWriteLeavesInOneWrite() throws Exception {
        CompletableFuture<Integer> flushes = new CompletableFuture<>();
        BlockingQueue<DriverStream> waiting = new LinkedBlockingQueue<>();
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            waiting.add(stream);
                            return new Quiet(stream);
                        })) {
            CompletableFuture<Response> response =
                    loopback.client.sendAsync(loopback.get("/")).toCompletableFuture();
            Peer peer = loopback.peer();
            DriverStream stream = waiting.poll(SECONDS, TimeUnit.SECONDS);
            peer.onLoop(
                    () -> {
                        int before = peer.flushes;
                        var loop = peer.channel.eventLoop();
                        loop.execute(
                                () -> stream.respond(Loopback.ok(), false, Completion.IGNORED));
                        loop.execute(() -> stream.write(text("one"), false, Completion.IGNORED));
                        loop.execute(
                                () ->
                                        stream.trailers(
                                                FieldSection.of("x", "1"),
                                                failure ->
                                                        flushes.complete(peer.flushes - before)));
                        return null;
                    });
            assertEquals("one", response.get(SECONDS, TimeUnit.SECONDS).content().utf8());
            assertEquals(1, flushes.get(SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void contentGoesBothWaysAndEveryBufferIsReleased() throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(7).nextBytes(content);
        List<ByteBuf> written = new ArrayList<>();
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            stream.respond(Loopback.ok(), false, Completion.IGNORED);
                            return new Quiet(stream) {
                                @Override
                                public void data(Octets octets) {
                                    ByteBuf copy = Unpooled.wrappedBuffer(octets.toArray());
                                    written.add(copy);
                                    stream.write(
                                            copy,
                                            false,
                                            failure -> stream.consumed(octets.length()));
                                }

                                @Override
                                public void inputEnded(FieldSection trailers) {
                                    stream.write(Unpooled.EMPTY_BUFFER, true, Completion.IGNORED);
                                }
                            };
                        })) {
            Response response =
                    loopback.client.send(
                            Request.post(loopback.uri("/"), Octets.wrap(content))
                                    .within(java.time.Duration.ofSeconds(SECONDS)));
            assertArrayEquals(content, response.content().toArray());
            Peer peer = loopback.peer();
            assertTrue(
                    peer.onLoop(
                            () ->
                                    !written.isEmpty()
                                            && written.stream()
                                                    .allMatch(buffer -> buffer.refCnt() == 0)));
        }
    }

    @Test
    void aBufferOfSeveralPartsIsSentAndReleasedOnce() throws Exception {
        CompletableFuture<Integer> references = new CompletableFuture<>();
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            CompositeByteBuf parts = Unpooled.compositeBuffer();
                            parts.addComponent(true, text("a".repeat(5000)));
                            parts.addComponent(true, text("b".repeat(5000)));
                            stream.respond(Loopback.ok(), false, Completion.IGNORED);
                            stream.write(
                                    parts, true, failure -> references.complete(parts.refCnt()));
                            return new Quiet(stream);
                        })) {
            assertEquals(
                    "a".repeat(5000) + "b".repeat(5000),
                    loopback.client.send(loopback.get("/")).content().utf8());
            assertEquals(0, references.get(SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void writabilityIsToldOnceForEachChange() throws Exception {
        BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();
        CompletableFuture<Long> pending = new CompletableFuture<>();
        int chunk = 32_768;
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            stream.respond(Loopback.ok(), false, Completion.IGNORED);
                            int[] left = {200};
                            Runnable fill =
                                    () -> {
                                        while (stream.isWritable() && left[0] > 0) {
                                            left[0]--;
                                            stream.write(
                                                    Unpooled.wrappedBuffer(new byte[chunk]),
                                                    left[0] == 0,
                                                    Completion.IGNORED);
                                        }
                                    };
                            return new Quiet(stream) {
                                @Override
                                public void inputEnded(FieldSection trailers) {
                                    fill.run();
                                    pending.complete(stream.pending());
                                }

                                @Override
                                public void writabilityChanged(boolean writable) {
                                    told.add(writable);
                                    if (writable) {
                                        fill.run();
                                    }
                                }
                            };
                        })) {
            Response response = loopback.client.send(loopback.get("/"));
            assertEquals(200 * chunk, response.content().length());
            assertTrue(pending.get(SECONDS, TimeUnit.SECONDS) >= DriverOptions.HIGH_WATER);
            assertTrue(
                    pending.get() < DriverOptions.HIGH_WATER + chunk,
                    "a writer in a loop stops at the mark");
            boolean expected = false;
            assertFalse(told.isEmpty());
            for (boolean each : told) {
                assertEquals(expected, each);
                expected = !expected;
            }
        }
    }

    @Test
    void aLateWriteFailsItsStreamAlone() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        ByteBuf late = text("late");
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            stream.respond(Loopback.ok(), true, Completion.IGNORED);
                            return new Quiet(stream) {
                                @Override
                                public void closed(End end) {
                                    super.closed(end);
                                    if (head.path().equals("/late")) {
                                        stream.write(late, true, failure::complete);
                                    }
                                }
                            };
                        })) {
            assertEquals(200, loopback.client.send(loopback.get("/late")).status());
            assertInstanceOf(StreamOverException.class, failure.get(SECONDS, TimeUnit.SECONDS));
            assertEquals(0, late.refCnt());
            assertEquals(200, loopback.client.send(loopback.get("/")).status());
            assertEquals(1, loopback.peers.size(), "on the same connection");
        }
    }

    @Test
    void resetsReachTheOtherEnd() throws Exception {
        BlockingQueue<Quiet> streams = new LinkedBlockingQueue<>();
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            Quiet quiet = new Quiet(stream);
                            streams.add(quiet);
                            if (head.path().equals("/ours")) {
                                stream.reset(ErrorCode.CANCEL, Completion.IGNORED);
                            }
                            return quiet;
                        })) {
            StreamException ours =
                    assertThrows(
                            StreamException.class,
                            () -> loopback.client.send(loopback.get("/ours")));
            assertInstanceOf(End.Reset.class, ours.end());
            End told = streams.poll(SECONDS, TimeUnit.SECONDS).ended();
            assertEquals(ErrorCode.CANCEL, ((End.Reset) told).code());
            assertFalse(((End.Reset) told).byPeer());

            try (var exchange = loopback.client.exchange(loopback.post("/theirs"))) {
                Quiet theirs = streams.poll(SECONDS, TimeUnit.SECONDS);
                exchange.reset(ErrorCode.CANCEL);
                End.Reset end = assertInstanceOf(End.Reset.class, theirs.ended());
                assertTrue(end.byPeer());
            }
        }
    }

    @Test
    void theEndOfTheChannelEndsEveryStreamAndFailsWhatWaits() throws Exception {
        BlockingQueue<Quiet> streams = new LinkedBlockingQueue<>();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        ByteBuf much = Unpooled.wrappedBuffer(new byte[32 << 20]);
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            Quiet quiet = new Quiet(stream);
                            stream.respond(Loopback.ok(), false, Completion.IGNORED);
                            stream.write(much, false, failure::complete);
                            streams.add(quiet);
                            return quiet;
                        })) {
            try (var exchange = loopback.client.exchange(loopback.get("/"))) {
                exchange.response();
                Peer peer = loopback.peer();
                Quiet stream = streams.poll(SECONDS, TimeUnit.SECONDS);
                peer.channel.close().sync();
                assertInstanceOf(End.Lost.class, stream.ended());
                assertInstanceOf(StreamOverException.class, failure.get(SECONDS, TimeUnit.SECONDS));
                assertEquals(0, much.refCnt());
                assertTrue(peer.closed.poll(SECONDS, TimeUnit.SECONDS) != null);
            }
        }
    }

    @Test
    void anExceptionOfAListenerCostsItsStream() throws Exception {
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            if (head.path().equals("/bad")) {
                                throw new IllegalStateException("a test's");
                            }
                            stream.respond(Loopback.ok(), true, Completion.IGNORED);
                            return new Quiet(stream);
                        })) {
            StreamException bad =
                    assertThrows(
                            StreamException.class,
                            () -> loopback.client.send(loopback.get("/bad")));
            assertEquals(ErrorCode.INTERNAL_ERROR, ((End.Reset) bad.end()).code());
            assertEquals(200, loopback.client.send(loopback.get("/")).status());
        }
    }

    @Test
    void fieldsOfTheHopAreLeftOutAndWhatCannotBeSentEndsTheStream() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (Loopback loopback =
                new Loopback(
                        (stream, head) -> {
                            if (head.path().equals("/bad")) {
                                stream.respond(
                                        ResponseHead.of(200, "a", "b\r\nc: d"),
                                        true,
                                        failure::complete);
                            } else {
                                stream.respond(
                                        ResponseHead.of(103, "link", "</a>"),
                                        false,
                                        Completion.IGNORED);
                                stream.respond(
                                        ResponseHead.of(
                                                200,
                                                "Connection",
                                                "x-hop",
                                                "transfer-encoding",
                                                "chunked",
                                                "x-hop",
                                                "1",
                                                "X-Kept",
                                                " 2 ",
                                                "wide",
                                                "\u20ac"),
                                        true,
                                        Completion.IGNORED);
                            }
                            return new Quiet(stream);
                        })) {
            Response response = loopback.client.send(loopback.get("/"));
            assertEquals(FieldSection.of("x-kept", "2", "wide", "?"), response.head().fields());
            assertThrows(StreamException.class, () -> loopback.client.send(loopback.get("/bad")));
            assertInstanceOf(StreamOverException.class, failure.get(SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void handlersOfTheEngineAnswerBesideTheListener() throws Exception {
        Handler direct =
                new Handler.Direct(
                        exchange -> {
                            exchange.respond(Loopback.ok());
                            exchange.write(java.nio.ByteBuffer.wrap("engine".getBytes(UTF_8)));
                            exchange.end();
                        });
        Function<DriverOptions, DriverOptions> hosting =
                options ->
                        new DriverOptions(
                                options.engine(),
                                options.options(),
                                options.highWater(),
                                head -> head.path().equals("/engine") ? direct : null);
        try (Loopback loopback =
                new Loopback(
                        dev.stillframe.api.connection.Limits.DEFAULT,
                        hosting,
                        (stream, head) -> {
                            stream.respond(Loopback.ok(), false, Completion.IGNORED);
                            stream.write(text("listener"), true, Completion.IGNORED);
                            return new Quiet(stream);
                        })) {
            for (int i = 0; i < 5; i++) {
                assertEquals(
                        "engine", loopback.client.send(loopback.get("/engine")).content().utf8());
                assertEquals("listener", loopback.client.send(loopback.get("/")).content().utf8());
            }
        }
    }
}
