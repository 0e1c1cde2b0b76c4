package dev.stillframe.h2.runtime.client;

import static dev.stillframe.h2.runtime.client.RawPeer.DATA;
import static dev.stillframe.h2.runtime.client.RawPeer.END_HEADERS;
import static dev.stillframe.h2.runtime.client.RawPeer.GOAWAY;
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
import dev.stillframe.api.client.PoolStatistics;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.Octets;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that are not there, are not what they should be, or leave: each is an error of its own, and
 * the next request, to the same endpoint, is served.
 */
@Timeout(60)
class BadPeersTest {
    private Client client = client(Duration.ofSeconds(20), Limits.DEFAULT);

    private static Client client(Duration connect, Limits limits) {
        return client(connect, limits, 0);
    }

    private static Client client(Duration connect, Limits limits, int retries) {
        return Client.builder()
                .limits(limits)
                .drain(Duration.ZERO)
                .pool(
                        PoolOptions.DEFAULT.toBuilder()
                                .connectTimeout(connect)
                                .connectRetries(retries)
                                .retryDelay(Duration.ofMillis(1))
                                .build())
                .open();
    }

    private void within(Duration connect) {
        client.close();
        client = client(connect, Limits.DEFAULT);
    }

    @AfterEach
    void stop() {
        client.close();
    }

    private static void good(RawPeer.Line line) throws IOException {
        line.preface().serve();
    }

    /** Fails so, and then all is well. */
    private ClientException fails(Failure how, RawPeer.Script bad) throws IOException {
        try (RawPeer peer = new RawPeer(bad, BadPeersTest::good)) {
            ClientException failure =
                    assertThrows(
                            ClientException.class, () -> client.send(Request.get(peer.uri("/"))));
            assertEquals(how, failure.failure(), failure.getMessage());
            assertEquals("127.0.0.1", failure.endpoint().host());
            isWell(peer);
            return failure;
        }
    }

    /** Has no stream, no waiter and no half connection, and serves the next request. */
    private void isWell(RawPeer peer) throws IOException {
        PoolStatistics counts = client.statistics().getFirst();
        assertEquals(List.of(0, 0), List.of(counts.active(), counts.waiting()));
        assertEquals(0, counts.connecting());
        assertEquals(200, client.send(Request.get(peer.uri("/"))).status());
        assertEquals(0, client.statistics().getFirst().active());
    }

    /** The stream that the peer breaks ends so, with the fold's context; then all is well. */
    private End ends(RawPeer.Script bad) throws IOException {
        try (RawPeer peer = new RawPeer(bad, BadPeersTest::good)) {
            Outcome<Integer> outcome =
                    client.fold(Request.get(peer.uri("/")), new Count())
                            .toCompletableFuture()
                            .join();
            assertEquals(7, outcome.context());
            isWell(peer);
            return assertInstanceOf(Outcome.Failed.class, outcome).error();
        }
    }

    /** Counts octets, from 0; the scripts send 7 before they break. */
    private record Count() implements Fold<Integer> {
        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public List<Action<Integer>> on(Signal signal, Integer context) {
            return signal instanceof Signal.Data data
                    ? List.of(new Action.Become<>(context + data.octets().length()))
                    : List.of();
        }
    }

    private static int seven(RawPeer.Line line) throws IOException {
        int stream = line.preface().request();
        line.frame(HEADERS, END_HEADERS, stream, OK);
        line.frame(DATA, 0, stream, new byte[7]);
        return stream;
    }

    @Test
    @DisplayName("a port where nobody listens is unreachable, and the reason says so")
    void refused() throws IOException {
        RawPeer peer = new RawPeer(BadPeersTest::good);
        URI uri = peer.uri("/");
        peer.close();
        ClientException failure =
                assertThrows(ClientException.class, () -> client.send(Request.get(uri)));
        assertEquals(Failure.UNREACHABLE, failure.failure());
        assertTrue(failure.getMessage().contains("efused"), failure.getMessage());
        PoolStatistics counts = client.statistics().getFirst();
        assertEquals(0, counts.active() + counts.waiting() + counts.connecting() + counts.open());
    }

    @Test
    @DisplayName("a name that nobody knows is unreachable")
    void unknownName() {
        URI uri = URI.create("http://nobody.invalid/");
        ClientException failure =
                assertThrows(ClientException.class, () -> client.send(Request.get(uri)));
        assertEquals(Failure.UNREACHABLE, failure.failure());
        assertTrue(failure.getMessage().contains("name"), failure.getMessage());
    }

    @Test
    @DisplayName("a peer that greets as SSH is not HTTP/2")
    void ssh() throws IOException {
        fails(
                Failure.NOT_HTTP_2,
                line -> {
                    line.raw("SSH-2.0-OpenSSH_9.6\r\n");
                    line.silence();
                });
    }

    @Test
    @DisplayName("a peer whose first frame is not SETTINGS is not HTTP/2")
    void garbage() throws IOException {
        fails(
                Failure.NOT_HTTP_2,
                line -> {
                    line.raw(new byte[4096]);
                    line.silence();
                });
    }

    @Test
    @DisplayName("an answer in HTTP/1.1 says that the peer speaks that, and with which line")
    void http1() throws IOException {
        ClientException failure =
                fails(
                        Failure.HTTP_1,
                        line -> {
                            line.raw("HTTP");
                            line.raw("/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
                            line.silence();
                        });
        assertTrue(failure.getMessage().contains("400 Bad Request"), failure.getMessage());
    }

    @Test
    @DisplayName("what only begins as HTTP/1.1 does is not HTTP/2 either")
    void nearlyHttp1() throws IOException {
        fails(
                Failure.NOT_HTTP_2,
                line -> {
                    line.raw("HELO mail.example.org\r\n");
                    line.silence();
                });
    }

    @Test
    @DisplayName("a peer that accepts and says nothing is silent")
    void silent() throws IOException {
        within(Duration.ofMillis(500));
        fails(Failure.SILENT, RawPeer.Line::silence);
    }

    @Test
    @DisplayName("half a SETTINGS frame is silence as well")
    void halfSettings() throws IOException {
        within(Duration.ofMillis(500));
        fails(
                Failure.SILENT,
                line -> {
                    line.raw(new byte[] {0, 0, 6, 4, 0, 0, 0});
                    line.silence();
                });
    }

    @Test
    @DisplayName("a peer that closes before it has said anything is lost")
    void closesAtOnce() throws IOException {
        fails(Failure.LOST, line -> {});
    }

    @Test
    @DisplayName("a peer that resets before it has said anything is lost")
    void abortsAtOnce() throws IOException {
        fails(
                Failure.LOST,
                line -> {
                    line.socket.getInputStream().readNBytes(24);
                    line.abort();
                });
    }

    @Test
    @DisplayName("a connection that closes within a frame is lost, and the context is kept")
    void closesWithinFrame() throws IOException {
        End end =
                ends(
                        line -> {
                            seven(line);
                            line.raw(new byte[] {0, 0, 100, DATA, 0, 0, 0, 0, 1});
                        });
        assertInstanceOf(End.Lost.class, end);
    }

    @Test
    @DisplayName("a connection that is reset is lost, and the context is kept")
    void aborts() throws IOException {
        End end =
                ends(
                        line -> {
                            seven(line);
                            line.note("sent");
                            line.abort();
                        });
        assertInstanceOf(End.Lost.class, end);
    }

    @Test
    @DisplayName("a stream that is reset costs itself alone, and says with which code")
    void resetsStream() throws IOException {
        End end =
                ends(
                        line -> {
                            line.numbers(RST_STREAM, seven(line), 11);
                            line.serve();
                        });
        assertEquals(new End.Reset(ErrorCode.of(11), true, ""), end);
    }

    @Test
    @DisplayName("a GOAWAY that spares the stream, and a close after it, lose the stream")
    void goesAway() throws IOException {
        End end =
                ends(
                        line -> {
                            int stream = seven(line);
                            line.numbers(GOAWAY, 0, stream, 0);
                        });
        assertInstanceOf(End.Lost.class, end);
    }

    @Test
    @DisplayName("a peer that goes away as soon as it is asked has not processed the request")
    void goesAwayAtOnce() throws IOException {
        client.close();
        client = client(Duration.ofSeconds(20), Limits.DEFAULT, 3);
        RawPeer.Script away =
                line -> {
                    line.preface().request();
                    line.numbers(GOAWAY, 0, 0, 0);
                };
        try (RawPeer peer = new RawPeer(away, away, BadPeersTest::good)) {
            StreamException failure =
                    assertThrows(
                            StreamException.class, () -> client.send(Request.get(peer.uri("/"))));
            assertInstanceOf(End.Unprocessed.class, failure.end());
            assertEquals(2, peer.accepted()); // it was tried again, once
            isWell(peer);
        }
    }

    @Test
    @DisplayName("without another attempt to connect, a peer that goes away at once is lost")
    void goesAwayForGood() throws IOException {
        fails(
                Failure.LOST,
                line -> {
                    line.preface().request();
                    line.numbers(GOAWAY, 0, 0, 0);
                    line.silence();
                });
    }

    @Test
    @DisplayName("a frame that breaks the protocol ends the connection by our fault notice")
    void breaksProtocol() throws IOException {
        End end =
                ends(
                        line -> {
                            seven(line);
                            line.frame(DATA, 0, 0, new byte[5]); // DATA on stream 0
                            line.silence();
                        });
        End.Lost lost = assertInstanceOf(End.Lost.class, end);
        assertEquals(ErrorCode.PROTOCOL_ERROR, lost.code());
    }

    @Test
    @DisplayName("an upload to a peer that grants no window is given up")
    void noWindow() throws Exception {
        client.close();
        client =
                client(
                        Duration.ofSeconds(20),
                        Limits.DEFAULT.toBuilder().stallTimeout(Duration.ofMillis(300)).build());
        RawPeer.Script stingy =
                line -> {
                    line.preface(4, 0).request();
                    RawPeer.Frame reset = line.next(RST_STREAM);
                    line.note(ErrorCode.of(reset.number()));
                    line.serve();
                };
        try (RawPeer peer = new RawPeer(stingy)) {
            Request upload = Request.post(peer.uri("/"), Octets.wrap(new byte[100]));
            StreamException failure =
                    assertThrows(StreamException.class, () -> client.send(upload));
            End.Reset reset = assertInstanceOf(End.Reset.class, failure.end());
            assertEquals(ErrorCode.CANCEL, reset.code());
            assertEquals(false, reset.byPeer());
            assertEquals(ErrorCode.CANCEL, peer.note());
            isWell(peer);
        }
    }

    @Test
    @DisplayName("a writer that waits for a window is woken when the connection is cut")
    void cutWhileWriting() throws Exception {
        RawPeer.Script stingy =
                line -> {
                    line.preface(4, 0).request();
                    line.note("asked");
                    line.abort();
                };
        try (RawPeer peer = new RawPeer(stingy, BadPeersTest::good);
                ClientExchange exchange = client.exchange(Request.of("POST", peer.uri("/")))) {
            StreamException failure =
                    assertThrows(
                            StreamException.class,
                            () -> exchange.write(Octets.utf8("late").toByteBuffer()));
            assertInstanceOf(End.Lost.class, failure.end());
            assertThrows(IOException.class, () -> exchange.write(Octets.utf8("x").toByteBuffer()));
            isWell(peer);
        }
    }
}
