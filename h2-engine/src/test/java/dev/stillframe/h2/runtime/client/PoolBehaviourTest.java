package dev.stillframe.h2.runtime.client;

import static dev.stillframe.h2.runtime.client.RawPeer.GOAWAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.Endpoint;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.direct.StreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rules of the pool over real sockets, seen from both sides. */
@Timeout(60)
class PoolBehaviourTest extends PoolOverSockets {
    @Test
    @DisplayName("a new connection at the peer's MAX_CONCURRENT_STREAMS, the most loaded one first")
    void crowding() throws Exception {
        open(pool -> pool, noting(2));
        List<CompletableFuture<Response>> all = new ArrayList<>();
        List<Asked> came = new ArrayList<>();
        all.add(get());
        came.add(asked());
        for (int i = 1; i < 5; i++) {
            all.add(get());
            came.add(asked());
        }
        assertEquals(came.get(0).line(), came.get(1).line());
        assertEquals(came.get(2).line(), came.get(3).line());
        assertEquals(3, counts().open());
        // One of the second's two is over: it has one stream as the third has, and one of the
        // first's: the third is as loaded as they are.
        came.get(0).answer();
        came.get(1).answer();
        came.get(2).answer();
        for (int i = 0; i < 3; i++) {
            assertEquals(200, all.get(i).join().status());
        }
        until(counts -> counts.active() == 2);
        all.add(get());
        Asked next = asked();
        assertTrue(next.line() == came.get(3).line() || next.line() == came.get(4).line());
        assertEquals(1, counts().idle());
        came.get(3).answer();
        came.get(4).answer();
        next.answer();
        all.forEach(CompletableFuture::join);
        until(counts -> counts.active() == 0);
        assertEquals(6, counts().leased());
        assertEquals(3, counts().reused());
    }

    @Test
    @DisplayName("who waits is served in the order of coming, and more than may wait are refused")
    void queue() throws Exception {
        open(pool -> pool.maxConnectionsPerEndpoint(1).maxWaiting(3), noting(1));
        CompletableFuture<Response> first = get();
        Asked busy = asked();
        List<CompletableFuture<Response>> waiting = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            CompletableFuture<Response> one = get();
            waiting.add(one.whenComplete((ignored, failure) -> order.add(number)));
        }
        assertEquals(3, counts().waiting());
        CompletionException full = assertThrows(CompletionException.class, get()::join);
        assertEquals(Failure.QUEUE_FULL, ((ClientException) full.getCause()).failure());
        busy.answer();
        first.join();
        for (CompletableFuture<Response> one : waiting) {
            asked().answer();
            one.join();
        }
        assertEquals(List.of(0, 1, 2), order);
        assertEquals(1, peer.accepted());
    }

    @Test
    @DisplayName("the limit of connections of the whole pool holds for all endpoints together")
    void maxConnections() throws Exception {
        open(pool -> pool.maxConnections(1), noting(1));
        CompletableFuture<Response> first = get();
        Asked busy = asked();
        Endpoint other = new Endpoint("http", "localhost", peer.port(), "");
        CompletableFuture<Response> second =
                client.sendAsync(Request.get(peer.uri("/")).to(other)).toCompletableFuture();
        assertEquals(1, peer.accepted());
        busy.answer();
        first.join();
        asked().answer(); // the idle one has made room
        assertEquals(200, second.join().status());
        assertEquals(2, peer.accepted());
    }

    @Test
    @DisplayName("an idle connection says GOAWAY and leaves; the next request opens another")
    void idle() throws Exception {
        open(
                pool -> pool.maxIdleTime(Duration.ofMillis(100)),
                line -> {
                    line.ok(line.preface().request());
                    line.note(line.next(GOAWAY).number());
                },
                PoolOverSockets::serving);
        assertEquals(200, get().join().status());
        assertEquals(0, peer.note()); // a client names no stream of its own
        until(counts -> counts.open() + counts.draining() == 0);
        assertEquals(200, get().join().status());
        assertEquals(2, peer.accepted());
        assertEquals(0, counts().errors());
    }

    @Test
    @DisplayName("after its uses a connection is left for another one")
    void uses() throws Exception {
        open(pool -> pool.maxUses(2), PoolOverSockets::serving);
        for (int i = 0; i < 6; i++) {
            assertEquals(200, get().join().status());
        }
        assertEquals(3, peer.accepted());
    }

    @Test
    @DisplayName("after its lifetime a connection takes no new streams, and its last one finishes")
    void lifetime() throws Exception {
        open(pool -> pool.maxLifetime(Duration.ofMillis(300)).jitter(0), noting(100));
        CompletableFuture<Response> old = get();
        Asked first = asked();
        until(counts -> counts.draining() == 1);
        CompletableFuture<Response> young = get();
        Asked second = asked();
        assertTrue(first.line() != second.line());
        first.answer();
        second.answer();
        assertEquals(200, old.join().status());
        assertEquals(200, young.join().status());
    }

    @Test
    @DisplayName("clearing an endpoint drains what stands, and the next request opens another one")
    void clear() throws Exception {
        open(pool -> pool, PoolOverSockets::serving);
        assertEquals(200, get().join().status());
        client.clear(Endpoint.of(peer.uri("/")));
        assertEquals(200, get().join().status());
        assertEquals(2, peer.accepted());
    }

    @Test
    @DisplayName("at shutdown who waits is refused, who has a stream may finish, and nobody comes")
    void shutdown() throws Exception {
        open(pool -> pool.maxConnectionsPerEndpoint(1), noting(1));
        CompletableFuture<Response> first = get();
        Asked busy = asked();
        CompletableFuture<Response> second = get();
        CompletableFuture<Void> over =
                client.shutdown(Duration.ofSeconds(50)).toCompletableFuture();
        CompletionException refused = assertThrows(CompletionException.class, second::join);
        assertEquals(Failure.SHUT_DOWN, ((ClientException) refused.getCause()).failure());
        CompletionException late = assertThrows(CompletionException.class, get()::join);
        assertEquals(Failure.SHUT_DOWN, ((ClientException) late.getCause()).failure());
        busy.answer();
        assertEquals(200, first.join().status());
        over.get(30, TimeUnit.SECONDS);
        assertThrows(ClientException.class, () -> client.connect(Endpoint.of(peer.uri("/"))));
    }

    @Test
    @DisplayName(
            "a connection that does not answer a PING in time gets no more streams, and counts")
    void unhealthy() throws Exception {
        peer =
                new RawPeer(
                        line -> {
                            line.preface();
                            line.ok(line.request());
                            line.silence();
                        },
                        PoolOverSockets::serving);
        Limits limits =
                Limits.DEFAULT.toBuilder()
                        .keepAlive(Duration.ofMillis(20))
                        .keepAliveTimeout(Duration.ofSeconds(1))
                        .build();
        client = Client.builder().drain(Duration.ZERO).limits(limits).open();
        assertEquals(200, get().join().status());
        until(counts -> counts.errors() > 0 && counts.open() == 0);
        assertEquals(200, get().join().status());
        assertTrue(peer.accepted() > 1, "on another connection");
    }

    @Test
    @DisplayName("a connection that is lost unasked counts as an error; one that drains does not")
    void counted() throws Exception {
        peer =
                new RawPeer(
                        line -> {
                            line.preface();
                            line.ok(line.request());
                        },
                        PoolOverSockets::serving);
        client = Client.builder().drain(Duration.ZERO).open();
        assertEquals(200, get().join().status());
        until(counts -> counts.closed() == 1);
        assertEquals(1, counts().errors());
        assertEquals(200, get().join().status());
        client.clear(Endpoint.of(peer.uri("/")));
        until(counts -> counts.closed() == 2);
        assertEquals(1, counts().errors());
    }

    @Test
    @DisplayName("at the end of the grace time what is left is lost, and told so")
    void grace() throws Exception {
        open(pool -> pool, noting(1));
        CompletableFuture<Response> first = get();
        asked();
        client.shutdown(Duration.ofMillis(50)).toCompletableFuture().join();
        CompletionException lost = assertThrows(CompletionException.class, first::join);
        StreamException end = assertInstanceOf(StreamException.class, lost.getCause());
        assertEquals(ErrorCode.NO_ERROR, ((End.Lost) end.end()).code());
    }

    @Test
    @DisplayName("two hundred threads that ask and give up at random leave nothing behind")
    void crowd() throws Exception {
        open(pool -> pool.maxConnectionsPerEndpoint(3), PoolOverSockets::serving);
        List<Thread> threads = new ArrayList<>();
        List<Throwable> wrong = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 200; i++) {
            int number = i;
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (int j = 0; j < 10; j++) {
                                            CompletableFuture<Response> one = get();
                                            if ((number + j) % 3 == 0) {
                                                one.cancel(false);
                                            } else if (one.join().status() != 200) {
                                                wrong.add(new AssertionError(number));
                                            }
                                        }
                                    }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), wrong);
        until(counts -> counts.active() == 0 && counts.waiting() == 0);
        assertEquals(200, get().join().status());
    }
}
