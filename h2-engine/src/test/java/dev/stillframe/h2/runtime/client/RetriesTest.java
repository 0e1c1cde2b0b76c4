package dev.stillframe.h2.runtime.client;

import static dev.stillframe.h2.runtime.client.RawPeer.DATA;
import static dev.stillframe.h2.runtime.client.RawPeer.END_HEADERS;
import static dev.stillframe.h2.runtime.client.RawPeer.END_STREAM;
import static dev.stillframe.h2.runtime.client.RawPeer.GOAWAY;
import static dev.stillframe.h2.runtime.client.RawPeer.HEADERS;
import static dev.stillframe.h2.runtime.client.RawPeer.OK;
import static dev.stillframe.h2.runtime.client.RawPeer.RST_STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.message.Octets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent again, and what never is (RFC 9113 section 8.7). */
@Timeout(60)
class RetriesTest extends PoolOverSockets {
    @Test
    @DisplayName(
            "after GOAWAY what is at or below the last stream finishes, what is above is retried")
    void goAway() throws Exception {
        open(
                pool -> pool.connectRetries(1),
                line -> {
                    int first = line.preface().request();
                    line.note("first");
                    int second = line.request();
                    line.numbers(GOAWAY, 0, first, 0);
                    line.note(second);
                    line.note(line);
                    line.silence();
                },
                PoolOverSockets::serving);
        CompletableFuture<Response> first = get();
        assertEquals("first", peer.note());
        CompletableFuture<Response> second = get();
        assertEquals(3, peer.note());
        assertEquals(200, second.join().status());
        assertEquals(2, peer.accepted());
        ((RawPeer.Line) peer.note()).ok(1);
        assertEquals(200, first.join().status());
    }

    @Test
    @DisplayName("REFUSED_STREAM is retried once, content and all, and no more than once")
    void refused() throws Exception {
        open(
                pool -> pool,
                line -> {
                    line.preface();
                    while (true) {
                        RawPeer.Frame frame = line.next();
                        if (frame.type() == HEADERS) {
                            line.note(frame.stream());
                            line.numbers(RST_STREAM, frame.stream(), 7);
                        }
                    }
                });
        Request request = Request.post(peer.uri("/"), Octets.utf8("content"));
        StreamException failure = assertThrows(StreamException.class, () -> client.send(request));
        assertInstanceOf(End.Unprocessed.class, failure.end());
        assertEquals(List.of(1, 3), List.of(peer.note(), peer.note()));
        assertEquals(0, peer.notes.size());
        assertEquals(0, counts().active());
    }

    @Test
    @DisplayName("the second attempt carries the content and the trailers as the first did")
    void refusedThenServed() throws Exception {
        open(
                pool -> pool,
                line -> {
                    line.numbers(RST_STREAM, line.preface().request(), 7);
                    int stream = line.request();
                    RawPeer.Frame frame = line.next(DATA);
                    while (frame.stream() != stream) {
                        frame = line.next(DATA);
                    }
                    line.note(Octets.wrap(frame.payload()).utf8());
                    line.ok(stream);
                });
        Request request = Request.post(peer.uri("/"), Octets.utf8("content"));
        assertEquals(200, client.send(request).status());
        assertEquals("content", peer.note());
    }

    @Test
    @DisplayName("an exchange that has written nothing is begun again, one that has is not")
    void refusedExchange() throws Exception {
        open(
                pool -> pool,
                line -> {
                    line.preface();
                    line.numbers(RST_STREAM, line.request(), 7);
                    line.ok(line.request());
                    int third = line.request();
                    line.next(DATA);
                    line.numbers(RST_STREAM, third, 7);
                    line.silence();
                });
        try (ClientExchange exchange = client.exchange(Request.get(peer.uri("/")))) {
            assertEquals(200, exchange.response().status());
            assertEquals(3, exchange.streamId());
        }
        try (ClientExchange exchange = client.exchange(Request.of("POST", peer.uri("/")))) {
            exchange.write(Octets.utf8("gone").toByteBuffer());
            StreamException failure = assertThrows(StreamException.class, exchange::response);
            assertInstanceOf(End.Unprocessed.class, failure.end());
        }
    }

    @Test
    @DisplayName("what may have been processed is never sent again")
    void neverTwice() throws Exception {
        open(
                pool -> pool,
                line -> {
                    line.preface();
                    line.note(line.request());
                },
                PoolOverSockets::serving);
        StreamException failure =
                assertThrows(StreamException.class, () -> client.send(Request.get(peer.uri("/"))));
        assertInstanceOf(End.Lost.class, failure.end());
        assertEquals(1, peer.accepted());
    }

    @Test
    @DisplayName("a response that has begun is not asked for again")
    void answered() throws Exception {
        open(
                pool -> pool,
                line -> {
                    int stream = line.preface().request();
                    line.frame(HEADERS, END_HEADERS, stream, OK);
                    line.numbers(RST_STREAM, stream, 7);
                    line.silence();
                });
        StreamException failure =
                assertThrows(StreamException.class, () -> client.send(Request.get(peer.uri("/"))));
        assertInstanceOf(End.Unprocessed.class, failure.end());
        assertEquals(1, peer.accepted());
    }

    @Test
    @DisplayName("a whole response before RST_STREAM(NO_ERROR) is a response (section 8.1)")
    void early() throws Exception {
        open(
                pool -> pool,
                line -> {
                    int stream = line.preface(4, 0).request();
                    line.frame(HEADERS, END_HEADERS, stream, OK);
                    line.frame(DATA, END_STREAM, stream, new byte[3]);
                    line.numbers(RST_STREAM, stream, 0);
                    line.silence();
                });
        Response response = client.send(Request.post(peer.uri("/"), Octets.wrap(new byte[70_000])));
        assertEquals(3, response.content().length());
        until(counts -> counts.active() == 0);
    }

    @Test
    @DisplayName("failed attempts to connect are repeated, and then the request is served")
    void retries() throws Exception {
        RawPeer.Script bad = line -> line.socket.getInputStream().readNBytes(24);
        open(pool -> pool.connectRetries(2), bad, bad, PoolOverSockets::serving);
        assertEquals(200, get().join().status());
        assertEquals(3, counts().created());
        assertEquals(2, counts().errors());
    }
}
