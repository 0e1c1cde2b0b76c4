package dev.stillframe.h2.runtime.client;

import static dev.stillframe.h2.runtime.client.RawPeer.DATA;
import static dev.stillframe.h2.runtime.client.RawPeer.END_HEADERS;
import static dev.stillframe.h2.runtime.client.RawPeer.END_STREAM;
import static dev.stillframe.h2.runtime.client.RawPeer.HEADERS;
import static dev.stillframe.h2.runtime.client.RawPeer.OK;
import static dev.stillframe.h2.runtime.client.RawPeer.RST_STREAM;
import static dev.stillframe.h2.runtime.client.RawPeer.WINDOW_UPDATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Responses that are whole while the server gives no window for the request (section 8.1). */
@Timeout(60)
class EarlyResponsesTest extends PoolOverSockets {
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int SIZE = 50_000;

    /** {@code :status: 413}, literal. */
    private static final byte[] TOO_LARGE = {0x08, 3, '4', '1', '3'};

    /** Lets no content come, and answers the first request so; what then comes is noted. */
    private void answering(byte[] head) throws IOException {
        open(
                pool -> pool,
                line -> {
                    int stream = line.preface(INITIAL_WINDOW_SIZE, 0).request();
                    line.frame(HEADERS, END_HEADERS, stream, head);
                    line.frame(DATA, END_STREAM, stream, (byte) '!');
                    line.note(line);
                    int length = 0;
                    while (true) {
                        RawPeer.Frame frame = line.next();
                        if (frame.type() == RST_STREAM) {
                            line.note(ErrorCode.of(frame.number()));
                        } else if (frame.type() == DATA) {
                            length += frame.payload().length;
                            if (frame.has(END_STREAM)) {
                                line.note(length);
                            }
                        }
                    }
                });
    }

    private Request upload() {
        return Request.post(peer.uri("/"), Octets.wrap(new byte[SIZE]));
    }

    private RawPeer.Line line() throws InterruptedException {
        return (RawPeer.Line) peer.note();
    }

    /** Now there is a window for all of it. */
    private void grant() throws Exception {
        line().numbers(WINDOW_UPDATE, 1, SIZE);
    }

    private void idle() {
        until(counts -> counts.active() == 0);
    }

    @Test
    @DisplayName("a refusal is given to who waits, and the rest of the request is given up")
    void refusal() throws Exception {
        answering(TOO_LARGE);
        Response response = client.send(upload());
        assertEquals(413, response.status());
        assertEquals("!", response.content().utf8());
        line();
        assertEquals(ErrorCode.CANCEL, peer.note());
        idle();
    }

    @Test
    @DisplayName("after a 200 the rest of the request goes on when the server lets it")
    void accepted() throws Exception {
        answering(OK);
        Response response = client.sendAsync(upload()).toCompletableFuture().join();
        assertEquals(200, response.status());
        assertEquals("!", response.content().utf8());
        assertEquals(1, counts().active());
        grant();
        assertEquals(SIZE, peer.note());
        idle();
    }

    @Test
    @DisplayName("after a 200 the request's deadline ends what is left of it")
    void deadline() throws Exception {
        answering(OK);
        assertEquals(200, client.send(upload().within(Duration.ofSeconds(2))).status());
        line();
        assertEquals(ErrorCode.CANCEL, peer.note());
        idle();
    }

    @Test
    @DisplayName("a whole response is one, with whatever code the rest is refused behind it")
    void resetBehind() throws Exception {
        open(
                pool -> pool,
                line -> {
                    int stream = line.preface(INITIAL_WINDOW_SIZE, 0).request();
                    line.frame(HEADERS, END_HEADERS | END_STREAM, stream, OK);
                    line.numbers(RST_STREAM, stream, ErrorCode.INTERNAL_ERROR.value());
                    line.silence();
                });
        assertEquals(200, client.send(upload()).status());
        idle();
    }

    @Test
    @DisplayName("who writes and waits for credit is told of a refusal, and can read it")
    void writer() throws Exception {
        answering(TOO_LARGE);
        try (ClientExchange exchange = client.exchange(Request.of("POST", peer.uri("/")))) {
            StreamException thrown =
                    assertThrows(
                            StreamException.class, () -> exchange.write(ByteBuffer.allocate(SIZE)));
            End.Reset end = assertInstanceOf(End.Reset.class, thrown.end());
            assertEquals("the response was whole before the request", end.reason());
            assertEquals(413, exchange.response().status());
            assertEquals("!", exchange.read().utf8());
            assertNull(exchange.read());
        }
        line();
        assertEquals(ErrorCode.CANCEL, peer.note());
        idle();
    }

    @Test
    @DisplayName("who writes goes on after a 200 as soon as there is credit")
    void writerAccepted() throws Exception {
        answering(OK);
        try (ClientExchange exchange = client.exchange(Request.of("POST", peer.uri("/")))) {
            assertEquals("!", exchange.read().utf8());
            assertNull(exchange.read());
            grant();
            exchange.write(ByteBuffer.allocate(SIZE));
            exchange.end();
            assertEquals(SIZE, peer.note());
        }
        idle();
    }

    @Test
    @DisplayName("who writes and wants to know is told that the response is whole")
    void early() throws Exception {
        answering(OK);
        try (ClientExchange exchange = client.exchange(Request.of("POST", peer.uri("/")))) {
            exchange.onEarly(() -> exchange.reset(ErrorCode.NO_ERROR));
            assertThrows(StreamException.class, () -> exchange.write(ByteBuffer.allocate(SIZE)));
            assertEquals(200, exchange.response().status());
            assertEquals("!", exchange.read().utf8());
            assertNull(exchange.read());
            CountDownLatch again = new CountDownLatch(1);
            exchange.onEarly(again::countDown);
            again.await();
        }
        line();
        assertEquals(ErrorCode.NO_ERROR, peer.note());
        idle();
    }

    @Test
    @DisplayName("what a fold does at its beginning comes ahead of its generator")
    void begun() throws Exception {
        open(
                pool -> pool,
                line -> {
                    int stream = line.preface().request();
                    StringBuilder all = new StringBuilder();
                    RawPeer.Frame frame;
                    do {
                        frame = line.next();
                        all.append(new String(frame.payload(), StandardCharsets.ISO_8859_1));
                    } while (!frame.has(END_STREAM));
                    line.note(all.toString());
                    line.frame(HEADERS, END_HEADERS | END_STREAM, stream, OK);
                    line.silence();
                });
        Outcome<String> outcome =
                client.fold(Request.of("POST", peer.uri("/")), new Beginning())
                        .toCompletableFuture()
                        .join();
        assertEquals("first, second", peer.note());
        assertEquals("begun", outcome.context());
        assertInstanceOf(Outcome.Ok.class, outcome);
    }

    /** Sends at its beginning, and then by its generator. */
    private record Beginning() implements Fold<String> {
        @Override
        public String initial() {
            return "";
        }

        @Override
        public List<Action<String>> begun(String context) {
            return List.of(new Action.Become<>("begun"), new Action.Send<>(Octets.utf8("first, ")));
        }

        @Override
        public List<Action<String>> on(Signal signal, String context) {
            return List.of();
        }

        @Override
        public Pull<String> generate(String context) {
            return context.equals("begun")
                    ? new Pull.Emit<>(Octets.utf8("second"), "generated")
                    : new Pull.Done<>("begun", FieldSection.EMPTY);
        }
    }

    @Test
    @DisplayName("closing an exchange gives up what its request had and the server did not take")
    void closed() throws Exception {
        answering(OK);
        try (ClientExchange exchange = client.exchange(upload())) {
            assertEquals("!", exchange.read().utf8());
            assertNull(exchange.read());
            assertNull(exchange.ended());
        }
        line();
        assertEquals(ErrorCode.CANCEL, peer.note());
        idle();
    }

    /** Has much to send, and gives it up when the response has ended. */
    private record Uploading() implements Fold<String> {
        @Override
        public String initial() {
            return "";
        }

        @Override
        public List<Action<String>> on(Signal signal, String context) {
            return switch (signal) {
                case Signal.Data data -> List.of(new Action.Become<>(data.octets().utf8()));
                case Signal.End ignored -> List.of(new Action.Reset<>(ErrorCode.CANCEL));
                default -> List.of();
            };
        }

        @Override
        public Pull<String> generate(String context) {
            return new Pull.Emit<>(Octets.wrap(new byte[SIZE]), context);
        }
    }

    @Test
    @DisplayName("a fold is told that the response has ended, and decides for itself")
    void fold() throws Exception {
        answering(TOO_LARGE);
        CompletableFuture<Outcome<String>> outcome =
                client.fold(Request.of("POST", peer.uri("/")), new Uploading())
                        .toCompletableFuture();
        Outcome.Failed<?> failed = assertInstanceOf(Outcome.Failed.class, outcome.join());
        assertEquals("!", failed.context());
        line();
        assertEquals(ErrorCode.CANCEL, peer.note());
        idle();
    }
}
