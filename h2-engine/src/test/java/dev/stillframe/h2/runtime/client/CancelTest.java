package dev.stillframe.h2.runtime.client;

import static dev.stillframe.h2.runtime.client.RawPeer.DATA;
import static dev.stillframe.h2.runtime.client.RawPeer.END_HEADERS;
import static dev.stillframe.h2.runtime.client.RawPeer.HEADERS;
import static dev.stillframe.h2.runtime.client.RawPeer.OK;
import static dev.stillframe.h2.runtime.client.RawPeer.RST_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever gives a request up, at whatever stage: the peer sees CANCEL, and the pool its room. */
@Timeout(60)
class CancelTest {
    private Client client;
    private RawPeer peer;

    @BeforeEach
    void start() throws IOException {
        client =
                Client.builder()
                        .maxContent(1000)
                        .drain(Duration.ZERO)
                        .pool(
                                PoolOptions.DEFAULT.toBuilder()
                                        .maxConnectionsPerEndpoint(1)
                                        .connectRetries(0)
                                        .build())
                        .open();
        peer = new RawPeer(CancelTest::hesitate);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        peer.close();
    }

    /** One stream at a time; notes each request and each reset, and answers none by itself. */
    private static void hesitate(RawPeer.Line line) throws IOException {
        line.preface(3, 1);
        while (true) {
            RawPeer.Frame frame = line.next();
            if (frame.type() == HEADERS) {
                line.note(line);
                line.note(frame.stream());
            } else if (frame.type() == RST_STREAM) {
                line.note(ErrorCode.of(frame.number()));
            }
        }
    }

    private Request get() {
        return Request.get(peer.uri("/"));
    }

    /** Waits until a request has come; gives its stream. */
    private int asked() throws InterruptedException {
        line = (RawPeer.Line) peer.note();
        return (int) peer.note();
    }

    private RawPeer.Line line;

    private void cancelled() throws Exception {
        assertEquals(ErrorCode.CANCEL, peer.note());
        isWell();
    }

    /** There is room for the next. */
    private void isWell() throws Exception {
        CompletableFuture<Response> next = client.sendAsync(get()).toCompletableFuture();
        int stream = asked();
        line.ok(stream);
        assertEquals(200, next.join().status());
        assertEquals(0, client.statistics().getFirst().active());
        assertEquals(0, client.statistics().getFirst().waiting());
    }

    @Test
    @DisplayName("cancelling the future")
    void future() throws Exception {
        CompletableFuture<Response> response = client.sendAsync(get()).toCompletableFuture();
        asked();
        response.cancel(false);
        cancelled();
    }

    @Test
    @DisplayName("cancelling the future of one that waits for room leaves the queue")
    void waiting() throws Exception {
        CompletableFuture<Response> first = client.sendAsync(get()).toCompletableFuture();
        asked();
        CompletableFuture<Response> second = client.sendAsync(get()).toCompletableFuture();
        assertEquals(1, client.statistics().getFirst().waiting());
        second.cancel(false);
        while (client.statistics().getFirst().refused() == 0) {
            Thread.onSpinWait(); // it leaves by way of a loop
        }
        assertEquals(0, client.statistics().getFirst().waiting());
        first.cancel(false);
        cancelled();
    }

    @Test
    @DisplayName("closing an exchange")
    void close() throws Exception {
        try (ClientExchange exchange = client.exchange(get())) {
            assertEquals(asked(), exchange.streamId());
        }
        cancelled();
    }

    @Test
    @DisplayName("closing an exchange in the midst of content gives back what was not read")
    void closeUnread() throws Exception {
        try (ClientExchange exchange = client.exchange(get())) {
            int stream = asked();
            line.frame(HEADERS, END_HEADERS, stream, OK);
            line.frame(DATA, 0, stream, new byte[16_000]);
            line.frame(DATA, 0, stream, new byte[16_000]);
            assertEquals(200, exchange.response().status());
        }
        cancelled();
    }

    @Test
    @DisplayName("interrupting a thread that waits for a response")
    void interrupt() throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread thread =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        thrown.complete(
                                                assertThrows(
                                                        IOException.class,
                                                        () -> client.send(get()))));
        asked();
        thread.interrupt();
        assertInstanceOf(InterruptedIOException.class, thrown.join());
        cancelled();
    }

    @Test
    @DisplayName("interrupting a thread that reads, and one that waits for a stream")
    void interruptExchange() throws Exception {
        CompletableFuture<Throwable> reading = new CompletableFuture<>();
        Thread reader = Thread.ofVirtual().start(() -> reading.complete(readInterrupted()));
        asked();
        CompletableFuture<Throwable> waiting = new CompletableFuture<>();
        Thread waiter =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        waiting.complete(
                                                assertThrows(
                                                        IOException.class,
                                                        () -> client.exchange(get()))));
        waiter.interrupt();
        assertInstanceOf(InterruptedIOException.class, waiting.join());
        reader.interrupt();
        assertInstanceOf(InterruptedIOException.class, reading.join());
        cancelled();
    }

    private Throwable readInterrupted() {
        return assertThrows(
                IOException.class,
                () -> {
                    try (ClientExchange exchange = client.exchange(get())) {
                        exchange.read();
                    }
                });
    }

    @Test
    @DisplayName("a deadline that passes while the stream is open")
    void deadline() throws Exception {
        isWell();
        Request request = get().within(Duration.ofSeconds(1));
        CompletableFuture<Response> response = client.sendAsync(request).toCompletableFuture();
        ClientException failure = failure(response);
        assertEquals(Failure.TIMED_OUT, failure.failure());
        asked();
        cancelled();
    }

    @Test
    @DisplayName("a deadline that passes while the request waits for room")
    void deadlineWaiting() throws Exception {
        CompletableFuture<Response> first = client.sendAsync(get()).toCompletableFuture();
        asked();
        Request request = get().within(Duration.ofMillis(100));
        ClientException failure = assertThrows(ClientException.class, () -> client.send(request));
        assertEquals(Failure.TIMED_OUT, failure.failure());
        first.cancel(false);
        cancelled();
    }

    @Test
    @DisplayName("a deadline that passes for a fold keeps its context and says why")
    void deadlineFold() throws Exception {
        isWell();
        Keep fold = new Keep();
        CompletableFuture<Outcome<String>> outcome =
                client.fold(get().within(Duration.ofSeconds(1)), fold).toCompletableFuture();
        head(asked());
        Outcome.Failed<?> failed = assertInstanceOf(Outcome.Failed.class, outcome.join());
        End.Reset reset = assertInstanceOf(End.Reset.class, failed.error());
        assertEquals("the deadline has passed", reset.reason());
        assertEquals(List.of(failed), List.copyOf(fold.outcomes));
        cancelled();
    }

    private void head(int stream) throws IOException {
        line.frame(HEADERS, END_HEADERS, stream, OK);
    }

    @Test
    @DisplayName("cancelling a fold's future ends the fold, once, with its context")
    void fold() throws Exception {
        Keep fold = new Keep();
        CompletableFuture<Outcome<String>> outcome = client.fold(get(), fold).toCompletableFuture();
        asked();
        outcome.cancel(false);
        Outcome.Failed<?> failed = assertInstanceOf(Outcome.Failed.class, fold.outcomes.take());
        assertEquals(failed, outcome.join());
        cancelled();
        assertEquals(0, fold.outcomes.size());
    }

    @Test
    @DisplayName("a fold that is cancelled while it waits for room says that it had no stream")
    void foldWaiting() throws Exception {
        CompletableFuture<Response> first = client.sendAsync(get()).toCompletableFuture();
        asked();
        Keep fold = new Keep();
        CompletableFuture<Outcome<String>> outcome = client.fold(get(), fold).toCompletableFuture();
        outcome.cancel(false);
        assertEquals(Failure.REFUSED, failure(outcome).failure());
        assertEquals(0, fold.outcomes.size());
        first.cancel(false);
        cancelled();
    }

    @Test
    @DisplayName("a fold's generator can give up the stream, with its context")
    void pulledReset() throws Exception {
        Fold<String> fold =
                new Keep() {
                    @Override
                    public List<Action<String>> begun(String context) {
                        return List.of(new Action.Become<>(context + " twice"));
                    }

                    @Override
                    public Pull<String> generate(String context) {
                        return new Pull.Reset<>(context + ", and over", ErrorCode.CANCEL);
                    }
                };
        Request post = Request.of("POST", peer.uri("/"));
        Outcome.Failed<?> failed =
                assertInstanceOf(
                        Outcome.Failed.class, client.fold(post, fold).toCompletableFuture().join());
        assertEquals("begun twice, and over", failed.context());
        asked();
        cancelled();
    }

    @Test
    @DisplayName("a fold that throws is reset, and ends with its last context")
    void throwingFold() throws Exception {
        Fold<String> fold =
                new Keep() {
                    @Override
                    public List<Action<String>> on(Signal signal, String context) {
                        throw new IllegalStateException("on purpose");
                    }
                };
        CompletableFuture<Outcome<String>> outcome = client.fold(get(), fold).toCompletableFuture();
        head(asked());
        Outcome.Failed<?> failed = assertInstanceOf(Outcome.Failed.class, outcome.join());
        assertEquals("begun", failed.context());
        assertEquals(ErrorCode.INTERNAL_ERROR, peer.note());
        isWell();
    }

    @Test
    @DisplayName("a fold that cannot even begin fails with what it threw")
    void throwingInitial() throws Exception {
        Fold<String> fold =
                new Keep() {
                    @Override
                    public String initial() {
                        throw new AssertionError("on purpose");
                    }
                };
        ClientException failure = failure(client.fold(get(), fold).toCompletableFuture());
        assertEquals(Failure.THROWN, failure.failure());
        assertEquals("on purpose", failure.getCause().getMessage());
        asked();
        cancelled();
    }

    @Test
    @DisplayName("who is told of interim heads and throws loses that request, and no other")
    void throwingInterim() throws Exception {
        Request request =
                get().onInterim(
                                head -> {
                                    throw new AssertionError("on purpose");
                                });
        CompletableFuture<Response> response = client.sendAsync(request).toCompletableFuture();
        int stream = asked();
        byte[] early = {0x08, 3, '1', '0', '3'}; // :status, literal, not indexed
        line.frame(HEADERS, END_HEADERS, stream, early);
        assertEquals(Failure.THROWN, failure(response).failure());
        cancelled();
    }

    @Test
    @DisplayName("content that is larger than is kept is given up")
    void tooLarge() throws Exception {
        CompletableFuture<Response> response = client.sendAsync(get()).toCompletableFuture();
        int stream = asked();
        head(stream);
        line.frame(DATA, 0, stream, new byte[1001]);
        assertEquals(Failure.TOO_LARGE, failure(response).failure());
        cancelled();
    }

    @Test
    @DisplayName("trailers that may not be sent fail the request instead of hanging it")
    void badTrailers() throws Exception {
        Request request =
                Request.post(peer.uri("/"), Octets.utf8("x"))
                        .withTrailers(FieldSection.of("connection", "close"));
        CompletableFuture<Response> response = client.sendAsync(request).toCompletableFuture();
        assertEquals(Failure.REFUSED, failure(response).failure());
        asked();
        cancelled();
    }

    private static ClientException failure(CompletableFuture<?> future) {
        CompletionException thrown = assertThrows(CompletionException.class, future::join);
        return assertInstanceOf(ClientException.class, thrown.getCause());
    }

    /** Keeps its outcomes. */
    private static class Keep implements Fold<String> {
        final LinkedBlockingQueue<Outcome<String>> outcomes = new LinkedBlockingQueue<>();

        @Override
        public String initial() {
            return "begun";
        }

        @Override
        public List<Action<String>> on(Signal signal, String context) {
            return List.of();
        }

        @Override
        public void ended(Outcome<String> outcome) {
            assertTrue(outcomes.add(outcome));
        }
    }
}
