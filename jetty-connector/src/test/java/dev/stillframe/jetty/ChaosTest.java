package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Peers that stop, reset, close and overlap at random, and handlers that answer in every way: each
 * request completes, no buffer is lost, and whoever comes afterwards is served.
 */
@Timeout(120)
class ChaosTest {
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger completed = new AtomicInteger();

    private void handle(Request request, Response response, Callback callback) {
        begun.incrementAndGet();
        // Jetty may tell it twice, when a failure meets the last write: that is not ours to count.
        AtomicBoolean once = new AtomicBoolean();
        Request.addCompletionListener(
                request,
                ignored -> {
                    if (once.compareAndSet(false, true)) {
                        completed.incrementAndGet();
                    }
                });
        Executor elsewhere = request.getComponents().getExecutor();
        switch (request.getHttpURI().getPath()) {
            case "/echo" -> Content.copy(request, response, callback);
            case "/ignore" -> Content.Sink.write(response, true, "early", callback);
            case "/large" -> response.write(true, ByteBuffer.allocate(100_000), callback);
            case "/fail" -> callback.failed(new org.eclipse.jetty.io.EofException("on purpose"));
            case "/later" ->
                    elsewhere.execute(() -> Content.Sink.write(response, true, "later", callback));
            case "/discard" -> Content.Source.consumeAll(request, callback);
            default -> callback.succeeded();
        }
    }

    private static final String[] PATHS = {
        "/echo", "/ignore", "/large", "/fail", "/later", "/discard", "/"
    };

    private static void misbehave(Peer peer, Random random) throws IOException {
        int streams = 1 + random.nextInt(20);
        for (int i = 0; i < streams; i++) {
            int stream = 2 * i + 1;
            String path = PATHS[random.nextInt(PATHS.length)];
            if (random.nextInt(3) == 0) {
                peer.get(stream, path);
            } else {
                peer.post(stream, path);
                for (int part = random.nextInt(4); part > 0; part--) {
                    // Few and small enough for the first window.
                    peer.data(stream, part == 1, new byte[random.nextInt(3000)]);
                }
            }
            switch (random.nextInt(5)) {
                case 0 -> peer.reset(stream, 8);
                case 1 -> peer.frame(Peer.WINDOW_UPDATE, 0, stream, Peer.number(100_000));
                case 2 -> peer.frame(Peer.PING, 0, 0, new byte[8]);
                default -> {}
            }
        }
        switch (random.nextInt(3)) {
            case 0 -> peer.ping();
            case 1 -> peer.frame(Peer.GOAWAY, 0, 0, new byte[8]);
            default -> {}
        }
    }

    @ParameterizedTest
    @CsvSource({"NON_BLOCKING, 1", "BLOCKING, 2", "EITHER, 3"})
    void every_request_completes(Invocable.InvocationType type, long seed) throws Exception {
        try (TestServer server =
                TestServer.with(new QueuedThreadPool()).handling(type, this::handle).start()) {
            CompletableFuture<?>[] all = new CompletableFuture<?>[4];
            for (int i = 0; i < all.length; i++) {
                Random random = new Random(seed * 1000 + i);
                all[i] =
                        CompletableFuture.runAsync(
                                () -> {
                                    for (int j = 0; j < 50; j++) {
                                        try (Peer peer = server.peer()) {
                                            misbehave(peer, random);
                                        } catch (IOException expected) {
                                            // The server may have closed first.
                                        } catch (Exception x) {
                                            throw new AssertionError(x);
                                        }
                                    }
                                });
            }
            CompletableFuture.allOf(all).get(90, TimeUnit.SECONDS);
            try (Peer peer = server.peer()) {
                assertEquals(200, peer.get(1, "/").await(1).status);
            }
            awaitNoConnections(server);
            server.server.stop();
            while (completed.get() < begun.get()) {
                Thread.onSpinWait(); // a thread beside the pool's may still be at it
            }
            assertEquals(begun.get(), completed.get());
            assertTrue(begun.get() > 100);
        }
    }

    /** Closed connections are noticed by the server a little later. */
    private static void awaitNoConnections(TestServer server) {
        while (server.factory.getConnections().getSize() > 0) {
            Thread.onSpinWait();
        }
    }
}
