package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How streams and connections end: by the peer, by time, by the server. */
@Timeout(30)
class EndingTest {
    private static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    @Test
    void a_reset_by_the_peer_fails_the_demand() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) ->
                                                request.demand(
                                                        () -> {
                                                            Content.Chunk chunk = request.read();
                                                            failure.complete(chunk.getFailure());
                                                            callback.failed(chunk.getFailure());
                                                        }))
                                .start();
                Peer peer = server.peer()) {
            peer.post(1, "/").ping().reset(1, 8);
            assertInstanceOf(EofException.class, soon(failure));
            peer.ping();
        }
    }

    @Test
    void the_end_of_the_connection_fails_all_its_requests() throws Exception {
        CountDownLatch failures = new CountDownLatch(3);
        try (TestServer server =
                TestServer.with(
                                (request, response, callback) ->
                                        request.addFailureListener(
                                                failure -> {
                                                    failures.countDown();
                                                    callback.failed(failure);
                                                }))
                        .start()) {
            try (Peer peer = server.peer()) {
                peer.post(1, "/").post(3, "/").post(5, "/").ping();
            }
            assertTrue(failures.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void an_idle_stream_times_out_and_others_go_on() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) -> {
                                            if (request.getHttpURI().getPath().equals("/idle")) {
                                                request.addFailureListener(
                                                        x -> {
                                                            failure.complete(x);
                                                            callback.failed(x);
                                                        });
                                            } else {
                                                callback.succeeded();
                                            }
                                        })
                                .configured(it -> it.factory.setStreamIdleTimeout(200))
                                .start();
                Peer peer = server.peer()) {
            peer.post(1, "/idle");
            assertInstanceOf(TimeoutException.class, soon(failure));
            assertTrue(peer.await(1).isOver());
            assertEquals(200, peer.get(3, "/").await(3).status);
        }
    }

    @Test
    void an_idle_connection_is_told_so() throws Exception {
        try (TestServer server =
                        TestServer.with((request, response, callback) -> callback.succeeded())
                                .configured(it -> it.connector.setIdleTimeout(300))
                                .start();
                Peer peer = server.peer()) {
            assertEquals(200, peer.get(1, "/").await(1).status);
            peer.untilClosed();
            assertEquals(0, peer.goAway);
        }
    }

    @Test
    void stopping_lets_streams_finish_and_takes_no_more() throws Exception {
        CompletableFuture<Callback> held = new CompletableFuture<>();
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) -> {
                                            if (request.getHttpURI().getPath().equals("/held")) {
                                                held.complete(callback);
                                            } else {
                                                callback.succeeded();
                                            }
                                        })
                                .configured(it -> it.server.setStopTimeout(20_000))
                                .start();
                Peer peer = server.peer()) {
            peer.get(1, "/held");
            peer.ping();
            Callback callback = soon(held);
            CompletableFuture<Void> stopped =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    server.server.stop();
                                } catch (Exception e) {
                                    throw new AssertionError(e);
                                }
                            });
            peer.until(() -> peer.goAway == 0);
            callback.succeeded();
            assertEquals(200, peer.await(1).status);
            peer.untilClosed();
            stopped.get(20, TimeUnit.SECONDS);
            assertTrue(peer.answer(1).ended);
        }
    }

    @Test
    void a_server_that_was_stopped_may_start_again() throws Exception {
        try (TestServer server =
                TestServer.with((request, response, callback) -> callback.succeeded())
                        .configured(it -> it.server.setStopTimeout(20_000))
                        .start()) {
            for (int i = 0; i < 3; i++) {
                try (Peer peer = server.peer()) {
                    assertEquals(200, peer.get(1, "/").await(1).status);
                    peer.ping();
                    assertEquals(-1, peer.goAway);
                }
                server.server.stop();
                server.server.start();
            }
        }
    }

    @Test
    void a_peer_that_closes_in_the_middle_of_a_frame_leaves_nothing() throws Exception {
        try (TestServer server =
                TestServer.with(
                                (request, response, callback) ->
                                        Content.copy(request, response, callback))
                        .start()) {
            for (int i = 0; i < 20; i++) {
                try (Peer peer = server.peer()) {
                    byte[] frame = Peer.encode(Peer.DATA, 0, 1, new byte[100 * i]);
                    peer.post(1, "/").data(1, false, new byte[5000]);
                    peer.bytes(java.util.Arrays.copyOf(frame, frame.length - 1));
                }
            }
        }
    }

    /** As a server's pool is while it stops. */
    private static final class Stopping extends QueuedThreadPool {
        private volatile boolean stopping;

        @Override
        public void execute(Runnable job) {
            if (stopping) {
                throw new RejectedExecutionException("it stops");
            }
            super.execute(job);
        }

        @Override
        public boolean tryExecute(Runnable task) {
            return !stopping && super.tryExecute(task);
        }
    }

    @Test
    void a_request_completes_while_the_pool_takes_nothing_more() throws Exception {
        CompletableFuture<Callback> begun = new CompletableFuture<>();
        CompletableFuture<Object> completed = new CompletableFuture<>();
        Stopping pool = new Stopping();
        try (TestServer server =
                        TestServer.with(pool)
                                .handling(
                                        (request, response, callback) -> {
                                            Request.addCompletionListener(
                                                    request, ignored -> completed.complete(""));
                                            begun.complete(callback);
                                        })
                                .start();
                Peer peer = server.peer()) {
            peer.post(1, "/").data(1, false, "unread").ping();
            Callback callback = soon(begun);
            pool.stopping = true;
            callback.succeeded();
            soon(completed);
            pool.stopping = false;
        }
    }
}
