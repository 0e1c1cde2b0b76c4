package dev.stillframe.h2.runtime.client;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.PoolOptionsBuilder;
import dev.stillframe.api.client.PoolStatistics;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** A client, a peer that is scripted, and what their tests ask of both. */
class PoolOverSockets {
    static final int MAX_CONCURRENT_STREAMS = 3;

    /** A request that has come, and on which connection. */
    record Asked(RawPeer.Line line, int stream) {
        void answer() {
            try {
                line.ok(stream);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    Client client;
    RawPeer peer;

    final void open(UnaryOperator<PoolOptionsBuilder> pool, RawPeer.Script... scripts)
            throws IOException {
        client =
                Client.builder()
                        .drain(Duration.ZERO)
                        .pool(
                                pool.apply(
                                                PoolOptions.DEFAULT.toBuilder()
                                                        .retryDelay(Duration.ofMillis(1))
                                                        .connectRetries(0))
                                        .build())
                        .open();
        peer = new RawPeer(scripts);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        peer.close();
    }

    /** Notes each request; the test answers. */
    static RawPeer.Script noting(int maxStreams) {
        return line -> {
            line.preface(MAX_CONCURRENT_STREAMS, maxStreams);
            while (true) {
                line.note(new Asked(line, line.request()));
            }
        };
    }

    /** Answers each request. */
    static void serving(RawPeer.Line line) throws IOException {
        line.preface().serve();
    }

    final CompletableFuture<Response> get() {
        return client.sendAsync(Request.get(peer.uri("/"))).toCompletableFuture();
    }

    final Asked asked() throws InterruptedException {
        return (Asked) peer.note();
    }

    final PoolStatistics counts() {
        return client.statistics().getFirst();
    }

    /** Waits for what other threads are about to do. */
    final void until(Predicate<PoolStatistics> holds) {
        while (!holds.test(counts())) {
            assertFalse(Thread.interrupted(), "the time of the test is over");
            Thread.onSpinWait();
        }
    }
}
