package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import dev.stillframe.h2.frame.Wire;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How exchanges in direct style end early, and that nobody waits for what will not come. */
@Timeout(40)
class DirectEndsTest {
    private static final ResponseHead OK = ResponseHead.of(200);

    @Test
    @DisplayName("An interrupt of a handler that waits ends its stream with CANCEL, and no other")
    void interrupt() throws Exception {
        CompletableFuture<Thread> reading = new CompletableFuture<>();
        CompletableFuture<Thread> writing = new CompletableFuture<>();
        CompletableFuture<Boolean> status = new CompletableFuture<>();
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    switch (exchange.request().path()) {
                                        case "/read" -> {
                                            reading.complete(Thread.currentThread());
                                            try {
                                                exchange.read();
                                            } catch (InterruptedIOException e) {
                                                status.complete(
                                                        Thread.currentThread().isInterrupted());
                                                throw e;
                                            }
                                        }
                                        case "/write" -> {
                                            exchange.respond(OK);
                                            writing.complete(Thread.currentThread());
                                            exchange.write(
                                                    Octets.wrap(new byte[100_000]).toByteBuffer());
                                        }
                                        default -> exchange.respond(OK, Octets.EMPTY);
                                    }
                                });
                Peer peer = Peer.to(server)) {
            peer.post(1, "/read");
            reading.get(30, TimeUnit.SECONDS).interrupt();
            peer.expect("RST_STREAM 1 CANCEL");
            assertTrue(status.get(30, TimeUnit.SECONDS), "the interrupt status is set");
            peer.get(3, "/write").until("DATA 3 16383");
            writing.get(30, TimeUnit.SECONDS).interrupt();
            peer.until("RST_STREAM 3 CANCEL");
            peer.get(5, "/").expect("HEADERS 5 END_STREAM :status=200");
        }
    }

    @Test
    @DisplayName("A reset by the client wakes a handler that reads, and one that writes")
    void reset() throws Exception {
        CompletableFuture<StreamException> read = new CompletableFuture<>();
        CompletableFuture<StreamException> written = new CompletableFuture<>();
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    if (exchange.request().path().equals("/read")) {
                                        read.complete(
                                                assertThrows(
                                                        StreamException.class, exchange::read));
                                    } else {
                                        exchange.respond(OK);
                                        written.complete(
                                                assertThrows(
                                                        StreamException.class,
                                                        () -> writeForEver(exchange)));
                                    }
                                });
                Peer peer = Peer.to(server)) {
            peer.post(1, "/read").send(Wire.of().reset(1, ErrorCode.CANCEL));
            End expected = new End.Reset(ErrorCode.CANCEL, true, "");
            assertEquals(expected, read.get(30, TimeUnit.SECONDS).end());
            peer.get(3, "/write").untilLike("DATA 3 .*");
            peer.send(Wire.of().reset(3, ErrorCode.CANCEL));
            assertEquals(expected, written.get(30, TimeUnit.SECONDS).end());
            Servers.await("both are over", () -> server.statistics().streams() == 0);
        }
    }

    /** Its credit is the connection's again: a client could fill the memory with reset streams. */
    @Test
    @DisplayName("L5: what was not read of a request that is reset is gone")
    void unreadOfReset() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<StreamException> next = new CompletableFuture<>();
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    first.complete(exchange.read().utf8());
                                    exchange.onFailure(end -> over.countDown());
                                    over.await(30, TimeUnit.SECONDS);
                                    next.complete(
                                            assertThrows(StreamException.class, exchange::read));
                                });
                Peer peer = Peer.to(server)) {
            peer.post(1, "/").send(Wire.of().data(1, "read", false));
            assertEquals("read", first.get(30, TimeUnit.SECONDS));
            peer.send(Wire.of().data(1, "unread", true).reset(1, ErrorCode.CANCEL));
            End expected = new End.Reset(ErrorCode.CANCEL, true, "");
            assertEquals(expected, next.get(30, TimeUnit.SECONDS).end());
        }
    }

    @Test
    @DisplayName("L6: a lost connection ends each exchange once; no later call of theirs waits")
    void lost() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CompletableFuture<End> reader = new CompletableFuture<>();
        CompletableFuture<End> writer = new CompletableFuture<>();
        try (Server server =
                Servers.direct(
                        exchange -> {
                            boolean reads = exchange.request().path().equals("/read");
                            exchange.respond(OK);
                            begun.countDown();
                            assertThrows(
                                    StreamException.class,
                                    () -> {
                                        if (reads) {
                                            exchange.read();
                                        } else {
                                            writeForEver(exchange);
                                        }
                                    });
                            assertThrows(StreamException.class, () -> writeForEver(exchange));
                            assertThrows(StreamException.class, exchange::read);
                            assertThrows(
                                    StreamException.class,
                                    () -> exchange.push(RequestHead.get("http", "a", "/")));
                            exchange.end();
                            (reads ? reader : writer).complete(exchange.ended());
                        })) {
            Peer peer = Peer.to(server);
            peer.post(1, "/read").post(3, "/write");
            begun.await();
            peer.close();
            assertInstanceOf(End.Lost.class, reader.get(30, TimeUnit.SECONDS));
            assertInstanceOf(End.Lost.class, writer.get(30, TimeUnit.SECONDS));
            Servers.expectIdle(server);
        }
    }

    @Test
    @DisplayName(
            "What a handler tells a connection whose loop has ended is refused, not kept waiting")
    void afterTheEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Server server =
                Servers.direct(
                        exchange -> {
                            exchange.respond(OK);
                            begun.countDown();
                            stopped.await();
                            failure.complete(
                                    assertThrows(
                                            IOException.class,
                                            () -> exchange.write(Octets.utf8("x").toByteBuffer())));
                        });
        try (Peer peer = Peer.to(server)) {
            peer.get(1, "/");
            begun.await();
            server.close();
            stopped.countDown();
            assertInstanceOf(StreamException.class, failure.get(30, TimeUnit.SECONDS));
        }
    }

    private static void writeForEver(ServerExchange exchange) throws IOException {
        while (true) {
            exchange.write(Octets.wrap(new byte[20_000]).toByteBuffer());
        }
    }
}
