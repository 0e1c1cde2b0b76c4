package dev.stillframe.h2.runtime.client;

import static dev.stillframe.h2.runtime.client.RawPeer.DATA;
import static dev.stillframe.h2.runtime.client.RawPeer.END_HEADERS;
import static dev.stillframe.h2.runtime.client.RawPeer.END_STREAM;
import static dev.stillframe.h2.runtime.client.RawPeer.GOAWAY;
import static dev.stillframe.h2.runtime.client.RawPeer.HEADERS;
import static dev.stillframe.h2.runtime.client.RawPeer.OK;
import static dev.stillframe.h2.runtime.client.RawPeer.RST_STREAM;
import static dev.stillframe.h2.runtime.client.RawPeer.WINDOW_UPDATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.PoolOptions;
import dev.stillframe.api.client.PoolStatistics;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many callers in every style, who give up at random, and a peer that answers, refuses, resets,
 * leaves and cuts its connections at random: every call ends, exactly once, and the pool counts
 * nothing in the end.
 */
@Timeout(60)
class ChurnTest {
    private static final int CALLERS = 60;
    private static final int CALLS = 20;

    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger folds = new AtomicInteger();

    private static void wild(RawPeer.Line line, Random random) throws IOException {
        // Room for all uploads: who is not let send waits for stallTimeout, and rightly so.
        line.preface(3, 1 + random.nextInt(5), 4, 1 << 30);
        line.numbers(WINDOW_UPDATE, 0, 1 << 30);
        while (true) {
            int stream = line.request();
            switch (random.nextInt(12)) {
                case 0 -> line.numbers(RST_STREAM, stream, 7);
                case 1 -> line.numbers(RST_STREAM, stream, 2);
                case 2 -> {
                    line.numbers(GOAWAY, 0, stream - 2 * random.nextInt(2), 0);
                    line.ok(stream);
                    return;
                }
                case 3 -> {
                    line.abort();
                    return;
                }
                case 4 -> {
                    line.frame(HEADERS, END_HEADERS, stream, OK);
                    line.frame(DATA, 0, stream, new byte[5000]);
                    return;
                }
                case 5, 6 -> {
                    line.frame(HEADERS, END_HEADERS, stream, OK);
                    line.frame(DATA, END_STREAM, stream, new byte[9000]);
                }
                default -> line.ok(stream);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("every call ends once, whatever happens")
    void churn(long seed) throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (RawPeer peer =
                        new RawPeer(
                                line ->
                                        wild(
                                                line,
                                                new Random(
                                                        seed * 1000
                                                                + connections.getAndIncrement())));
                Client client =
                        Client.builder()
                                .drain(Duration.ZERO)
                                .loops(2)
                                .pool(
                                        PoolOptions.DEFAULT.toBuilder()
                                                .maxConnectionsPerEndpoint(4)
                                                .connectRetries(5)
                                                .retryDelay(Duration.ofMillis(1))
                                                .maxRetryDelay(Duration.ofMillis(5))
                                                .maxUses(20)
                                                .build())
                                .open()) {
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Random random = new Random(seed * 7777 + i);
                callers.add(
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            for (int j = 0; j < CALLS; j++) {
                                                call(client, peer, random);
                                            }
                                        }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertEquals(CALLERS * CALLS, ended.get());
            assertEquals(0, folds.get());
            PoolStatistics counts = client.statistics().getFirst();
            while (counts.active() + counts.waiting() > 0) {
                Thread.onSpinWait();
                counts = client.statistics().getFirst();
            }
            assertTrue(counts.created() > 1);
            client.shutdown(Duration.ZERO).toCompletableFuture().join();
            counts = client.statistics().getFirst();
            assertEquals(counts.created(), counts.closed());
        }
    }

    private void call(Client client, RawPeer peer, Random random) {
        Request request = Request.get(peer.uri("/"));
        if (random.nextInt(3) == 0) {
            request = Request.post(peer.uri("/"), Octets.wrap(new byte[random.nextInt(100_000)]));
        }
        if (random.nextInt(5) == 0) {
            request = request.within(Duration.ofMillis(1 + random.nextInt(20)));
        }
        try {
            switch (random.nextInt(4)) {
                case 0 -> client.send(request);
                case 1 -> {
                    CompletableFuture<?> one = client.sendAsync(request).toCompletableFuture();
                    if (random.nextBoolean()) {
                        one.cancel(false);
                    }
                    one.join();
                }
                case 2 -> {
                    try (ClientExchange exchange = client.exchange(request)) {
                        if (random.nextBoolean()) {
                            exchange.response();
                            exchange.read();
                        }
                    }
                }
                default -> client.fold(request, new Counted()).toCompletableFuture().join();
            }
        } catch (IOException | CompletionException | CancellationException e) {
            // That is an end as well.
        }
        ended.incrementAndGet();
    }

    /** Counts itself from its first signal to its end. */
    private final class Counted implements Fold<Boolean> {
        @Override
        public Boolean initial() {
            return false;
        }

        @Override
        public List<Action<Boolean>> on(Signal signal, Boolean begun) {
            if (!begun) {
                folds.incrementAndGet();
            }
            return List.of(new Action.Become<>(true));
        }

        @Override
        public void ended(Outcome<Boolean> outcome) {
            if (outcome.context()) {
                folds.decrementAndGet();
            }
        }
    }
}
