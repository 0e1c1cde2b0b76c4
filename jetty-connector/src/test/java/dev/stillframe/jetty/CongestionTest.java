package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that give credit or not, and that read or do not. */
@Timeout(60)
class CongestionTest {
    private static final int LARGE = 1 << 25;

    @Test
    void a_peer_that_stops_reading_is_given_up_after_the_idle_timeout() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) ->
                                                response.write(
                                                        true,
                                                        ByteBuffer.allocate(LARGE),
                                                        Callback.from(
                                                                callback::succeeded,
                                                                x -> {
                                                                    failure.complete(x);
                                                                    callback.failed(x);
                                                                })))
                                .configured(it -> it.connector.setIdleTimeout(500))
                                .configured(it -> it.factory.setStreamIdleTimeout(-1))
                                .start();
                Peer peer = server.peer()) {
            peer.frame(Peer.WINDOW_UPDATE, 0, 0, Peer.number(LARGE));
            peer.get(1, "/").frame(Peer.WINDOW_UPDATE, 0, 1, Peer.number(LARGE));
            // It reads nothing.
            assertInstanceOf(IOException.class, failure.get(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_write_that_gets_no_credit_fails_with_the_streams_idle_timeout() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (TestServer server =
                        TestServer.with(new QueuedThreadPool())
                                .handling(
                                        Invocable.InvocationType.BLOCKING,
                                        (request, response, callback) -> {
                                            if (request.getHttpURI().getPath().equals("/small")) {
                                                callback.succeeded();
                                                return;
                                            }
                                            try (Blocker.Callback block = Blocker.callback()) {
                                                response.write(
                                                        true, ByteBuffer.allocate(LARGE), block);
                                                block.block();
                                                callback.succeeded();
                                            } catch (IOException x) {
                                                failure.complete(x);
                                                callback.failed(x);
                                            }
                                        })
                                .configured(it -> it.factory.setStreamIdleTimeout(500))
                                .start();
                Peer peer = server.peer()) {
            peer.get(1, "/");
            peer.until(() -> peer.answer(1).reset >= 0);
            Throwable seen = failure.get(20, TimeUnit.SECONDS);
            assertTrue(
                    seen.getCause() instanceof TimeoutException || seen instanceof IOException,
                    seen::toString);
            peer.frame(Peer.WINDOW_UPDATE, 0, 0, Peer.number(LARGE));
            assertEquals(200, peer.get(3, "/small").await(3).status);
        }
    }

    @Test
    void a_response_that_moves_slowly_outlives_the_streams_idle_timeout() throws Exception {
        int credit = 1 << 15;
        int credits = 30;
        int length = 65_535 + credits * credit;
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) ->
                                                response.write(
                                                        true,
                                                        ByteBuffer.allocate(length),
                                                        callback))
                                .configured(it -> it.factory.setStreamIdleTimeout(1000))
                                .start();
                Peer peer = server.peer()) {
            peer.get(1, "/");
            Peer.Answer answer = peer.answer(1);
            for (int i = 1; i <= credits && !answer.isOver(); i++) {
                LockSupport.parkNanos(100_000_000); // this reader's pace: three seconds in all
                peer.frame(Peer.WINDOW_UPDATE, 0, 0, Peer.number(credit));
                peer.frame(Peer.WINDOW_UPDATE, 0, 1, Peer.number(credit));
                int due = 65_535 + i * credit;
                peer.until(() -> answer.content.size() >= due || answer.isOver());
            }
            assertEquals(-1, answer.reset);
            assertEquals(length, peer.await(1).content.size());
        }
    }

    @Test
    void a_slow_reader_gets_all_of_it() throws Exception {
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) ->
                                                response.write(
                                                        true, ByteBuffer.allocate(LARGE), callback))
                                .start();
                Peer peer = server.peer()) {
            peer.frame(Peer.WINDOW_UPDATE, 0, 0, Peer.number(LARGE));
            peer.get(1, "/").frame(Peer.WINDOW_UPDATE, 0, 1, Peer.number(LARGE));
            for (int i = 0; i < 200; i++) {
                peer.frame(Peer.PING, 0, 0, new byte[8]);
            }
            assertEquals(LARGE, peer.await(1).content.size());
            peer.ping();
        }
    }
}
