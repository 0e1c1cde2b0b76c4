package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which threads run what, and that none waits for another's stream. */
@Timeout(60)
class ThreadingTest {
    @Test
    void a_hundred_streams_go_on_while_one_handler_is_blocked() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (TestServer server =
                        TestServer.with(new QueuedThreadPool())
                                .handling(
                                        Invocable.InvocationType.BLOCKING,
                                        (request, response, callback) -> {
                                            if (request.getHttpURI().getPath().equals("/blocked")) {
                                                release.await();
                                            }
                                            callback.succeeded();
                                        })
                                .start();
                Peer peer = server.peer()) {
            peer.get(1, "/blocked");
            for (int stream = 3; stream < 203; stream += 2) {
                peer.get(stream, "/");
            }
            for (int stream = 3; stream < 203; stream += 2) {
                assertEquals(200, peer.await(stream).status);
            }
            assertEquals(0, peer.answer(1).status);
            release.countDown();
            assertEquals(200, peer.await(1).status);
        }
    }

    @Test
    void a_small_pool_serves_blocking_handlers_that_read_and_write() throws Exception {
        QueuedThreadPool small = new QueuedThreadPool(5, 5);
        small.setReservedThreads(1);
        byte[] content = new byte[30_000];
        try (TestServer server =
                        TestServer.with(small)
                                .handling(
                                        Invocable.InvocationType.BLOCKING,
                                        (request, response, callback) -> {
                                            ByteBuffer all = Content.Source.asByteBuffer(request);
                                            try (Blocker.Callback block = Blocker.callback()) {
                                                response.write(false, all, block);
                                                block.block();
                                            }
                                            callback.succeeded();
                                        })
                                .start();
                Peer peer = server.peer()) {
            peer.frame(Peer.WINDOW_UPDATE, 0, 0, Peer.number(1 << 24));
            for (int stream = 1; stream < 41; stream += 2) {
                peer.post(stream, "/");
            }
            for (int stream = 1; stream < 41; stream += 2) {
                peer.data(stream, false, java.util.Arrays.copyOf(content, 15_000));
                peer.data(stream, true, java.util.Arrays.copyOf(content, 15_000));
            }
            for (int stream = 1; stream < 41; stream += 2) {
                assertEquals(content.length, peer.await(stream).content.size());
            }
        }
    }

    @Test
    void blocking_handlers_run_on_virtual_threads_where_configured() throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        try (TestServer server =
                        TestServer.with(threads)
                                .handling(
                                        Invocable.InvocationType.BLOCKING,
                                        (request, response, callback) ->
                                                Content.Sink.write(
                                                        response,
                                                        true,
                                                        String.valueOf(
                                                                Thread.currentThread().isVirtual()),
                                                        callback))
                                .start();
                Peer peer = server.peer()) {
            for (int stream = 1; stream < 21; stream += 2) {
                assertEquals("true", peer.get(stream, "/").await(stream).text());
            }
        }
    }

    @Test
    @DisplayName("All responses to one read leave in one write")
    void one_turn_one_flush() throws Exception {
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) ->
                                                Content.Sink.write(
                                                        response, true, "small", callback))
                                .start();
                Peer peer = server.peer()) {
            peer.get(1, "/").await(1);
            peer.ping();
            java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
            for (int stream = 3; stream < 67; stream += 2) {
                all.writeBytes(
                        Peer.encode(
                                Peer.HEADERS,
                                Peer.END_HEADERS | Peer.END_STREAM,
                                stream,
                                Peer.fields(Peer.request("GET", "/"))));
            }
            Http2ServerConnection connection =
                    (Http2ServerConnection)
                            server.connector
                                    .getConnectedEndPoints()
                                    .iterator()
                                    .next()
                                    .getConnection();
            long before = connection.writes();
            peer.bytes(all.toByteArray());
            for (int stream = 3; stream < 67; stream += 2) {
                assertEquals("small", peer.await(stream).text());
            }
            long after = connection.writes();
            // TCP may deliver the requests in two reads, hardly in more; 32 would be one for each.
            assertTrue(after - before <= 4, "writes: " + (after - before));
        }
    }

    @Test
    void answers_from_any_thread_reach_the_peer() throws Exception {
        try (TestServer server =
                        TestServer.with(
                                        (request, response, callback) ->
                                                CompletableFuture.runAsync(
                                                        () ->
                                                                Content.Sink.write(
                                                                        response, true, "later",
                                                                        callback),
                                                        CompletableFuture.delayedExecutor(
                                                                5, TimeUnit.MILLISECONDS)))
                                .start();
                Peer peer = server.peer()) {
            for (int stream = 1; stream < 101; stream += 2) {
                peer.get(stream, "/");
            }
            for (int stream = 1; stream < 101; stream += 2) {
                assertEquals("later", peer.await(stream).text());
            }
        }
    }
}
