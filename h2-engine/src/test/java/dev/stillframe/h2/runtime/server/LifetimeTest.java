package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long connections live: those that are idle, old or well used, and those that are dead. */
@Timeout(40)
class LifetimeTest {
    private static final String ANSWER = " END_STREAM :status=200";
    private static final Octets DRAINING = Octets.utf8("sf-drain");
    private static final String DRAIN = "PING " + DRAINING;
    private static final String FIRST = "GOAWAY 2147483647 NO_ERROR ";

    /** How the exchanges at {@code /read} have ended. */
    private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();

    private Server server(UnaryOperator<LimitsBuilder> how) throws IOException {
        Limits limits = how.apply(Limits.DEFAULT.toBuilder()).build();
        return Servers.builder().limits(limits).handler(this::answer).start();
    }

    private void answer(ServerExchange exchange) throws IOException {
        if (exchange.request().path().equals("/read")) {
            try {
                exchange.trailers();
            } catch (StreamException e) {
                ends.add(e.end());
                throw e;
            }
        }
        exchange.respond(ResponseHead.of(200), Octets.EMPTY);
    }

    /** Answers PINGs on a thread of its own, until the connection ends; gives the last line. */
    private static CompletableFuture<String> answering(Peer peer) {
        CompletableFuture<String> last = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(
                        () -> {
                            String line = "";
                            try {
                                while (true) {
                                    Frame frame = peer.frame();
                                    line = frame.toString();
                                    if (frame instanceof Frame.Ping ping && !ping.ack()) {
                                        peer.send(Wire.of().ping(true, ping.opaque()));
                                    }
                                }
                            } catch (EOFException e) {
                                last.complete(line);
                            } catch (Throwable e) {
                                last.completeExceptionally(e);
                            }
                        });
        return last;
    }

    @Test
    @DisplayName("A peer that does not answer a keep-alive PING is closed, and told why")
    void dead() throws Exception {
        try (Server server =
                        server(
                                limits ->
                                        limits.keepAlive(Duration.ofMillis(20))
                                                .keepAliveTimeout(Duration.ofMillis(100)));
                Peer peer = Peer.to(server)) {
            peer.post(1, "/read").expectLike("PING [0-9a-f]+");
            peer.expect("GOAWAY 1 NO_ERROR a keep-alive PING was not answered in time").eof();
            End expected =
                    new End.Lost(
                            ErrorCode.NO_ERROR,
                            false,
                            "a keep-alive PING was not answered in time");
            assertEquals(expected, ends.poll(30, TimeUnit.SECONDS));
        }
    }

    @Test
    @DisplayName("A peer that answers each keep-alive PING stays, as silent as it is otherwise")
    void alive() throws Exception {
        try (Server server =
                        server(
                                limits ->
                                        limits.keepAlive(Duration.ofMillis(20))
                                                .keepAliveTimeout(Duration.ofSeconds(3)));
                Peer alive = Peer.to(server)) {
            alive.post(1, "/read");
            CompletableFuture<String> last = answering(alive);
            try (Peer dead = Peer.to(server)) {
                dead.post(1, "/read").untilLike("GOAWAY 1 NO_ERROR a keep-alive.*");
                dead.eof();
            }
            // The other has outlived its own time-out many times over.
            alive.data(1, Octets.EMPTY, true);
            Servers.await("its answer", () -> server.statistics().streams() == 0);
            Servers.await("the other has gone", () -> server.statistics().open() == 1);
            alive.send(Wire.of().goAway(0, ErrorCode.NO_ERROR, ""));
            assertEquals("GoAway", last.get(30, TimeUnit.SECONDS).replaceAll("\\[.*", ""));
            assertEquals(1, ends.size(), "only the dead one's stream ended early");
        }
    }

    @Test
    @DisplayName("A connection without streams is closed in time; one with a stream is not idle")
    void idle() throws Exception {
        try (Server server = server(limits -> limits.idleTimeout(Duration.ofMillis(300)));
                Peer busy = Peer.silent(server).greetAndPost(1, "/read");
                Peer used = Peer.silent(server).greetAndPost(1, "/");
                Peer fresh = Peer.to(server)) {
            used.expect("HEADERS 1" + ANSWER, "RST_STREAM 1 NO_ERROR");
            used.expect("GOAWAY 1 NO_ERROR max_idle").eof();
            fresh.expect("GOAWAY 0 NO_ERROR max_idle").eof();
            // As long as both of them, and nothing moved on its stream.
            busy.data(1, Octets.EMPTY, true).expect("HEADERS 1" + ANSWER);
            busy.expect("GOAWAY 1 NO_ERROR max_idle").eof();
        }
    }

    @Test
    @DisplayName("A stream on which nothing moves is reset in time, if that is asked for")
    void idleStream() throws Exception {
        try (Server server = server(limits -> limits.streamIdleTimeout(Duration.ofMillis(100)));
                Peer peer = Peer.to(server)) {
            peer.post(1, "/read").expect("RST_STREAM 1 CANCEL");
            assertEquals(
                    new End.Reset(ErrorCode.CANCEL, false, "idle time-out"),
                    ends.poll(30, TimeUnit.SECONDS));
            assertEquals(List.of(), peer.ping("12345678"), "the connection goes on");
        }
    }

    @Test
    @DisplayName("A connection of the highest age is drained; its streams finish")
    void age() throws Exception {
        try (Server server = server(limits -> limits.maxAge(Duration.ofMillis(100)));
                Peer peer = Peer.to(server)) {
            peer.post(1, "/read");
            peer.expect(FIRST + "max_age", DRAIN);
            peer.send(Wire.of().ping(true, DRAINING));
            peer.expect("GOAWAY 1 NO_ERROR max_age");
            peer.data(1, Octets.EMPTY, true).expect("HEADERS 1" + ANSWER).eof();
        }
    }

    @Test
    @DisplayName("After so many requests a connection is drained; those on their way are served")
    void requests() throws Exception {
        try (Server server = server(limits -> limits.maxRequests(2));
                Peer peer = Peer.to(server);
                Peer next = Peer.to(server)) {
            peer.get(1, "/").expect("HEADERS 1" + ANSWER);
            peer.post(3, "/read").expectLike(FIRST + ".*").expect(DRAIN);
            peer.get(5, "/").expect("HEADERS 5" + ANSWER);
            peer.send(Wire.of().ping(true, DRAINING));
            peer.expectLike("GOAWAY 5 NO_ERROR .*");
            peer.data(3, Octets.EMPTY, true).expect("HEADERS 3" + ANSWER).eof();
            next.get(1, "/").expect("HEADERS 1" + ANSWER);
        }
    }

    @Test
    @DisplayName("A connection that is shut down by its peer ends when its streams have")
    void left() throws Exception {
        try (Server server = server(limits -> limits);
                Peer peer = Peer.to(server)) {
            peer.post(1, "/read").send(Wire.of().goAway(0, ErrorCode.NO_ERROR, ""));
            peer.ping("12345678");
            peer.data(1, Octets.EMPTY, true).expect("HEADERS 1" + ANSWER);
            peer.expect("GOAWAY 1 NO_ERROR ").eof();
            Servers.expectIdle(server);
        }
    }
}
