package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.direct.StreamException;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import dev.stillframe.h2.frame.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pushes that do not come to their end (RFC 9113 section 8.4.2). */
@Timeout(40)
class InterruptedPushTest {
    private static final ResponseHead OK = ResponseHead.of(200);

    /** How the push has ended, as its handler was told. */
    private final CompletableFuture<End> told = new CompletableFuture<>();

    private Server server() throws IOException {
        return Servers.builder()
                .connection(Options.of(Role.SERVER).withPush())
                .handler(this::answer)
                .start();
    }

    private void answer(ServerExchange exchange) throws IOException {
        if (exchange.request().path().equals("/push")) {
            ServerExchange pushed =
                    Objects.requireNonNull(exchange.push(RequestHead.get("http", "a", "/endless")));
            told.complete(assertThrows(StreamException.class, () -> begin(pushed)).end());
            // It is over, and says so to whoever asks again; closing it does no harm.
            assertEquals(told.join(), pushed.ended());
            assertThrows(StreamException.class, () -> endless(pushed));
            pushed.close();
        }
        exchange.respond(OK, Octets.EMPTY);
    }

    private static void begin(ServerExchange pushed) throws IOException {
        pushed.respond(OK);
        endless(pushed);
    }

    private static void endless(ServerExchange pushed) throws IOException {
        while (true) {
            pushed.write(ByteBuffer.allocate(10_000));
        }
    }

    private End told() throws Exception {
        return told.get(30, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName(
            "A client that resets a push in its middle stops it; its handler and request go on")
    void inTheMiddle() throws Exception {
        try (Server server = server();
                Peer peer = Peer.to(server)) {
            peer.get(1, "/push").expectLike("PUSH_PROMISE 1 2 .*:path=/endless.*");
            peer.expect("HEADERS 2 :status=200").expectLike("DATA 2 [0-9]+");
            assertFalse(told.isDone());
            peer.send(Wire.of().reset(2, ErrorCode.CANCEL));
            assertEquals(new End.Reset(ErrorCode.CANCEL, true, ""), told());
            // Credit for what was under way, and what waited for it is gone.
            peer.send(Wire.of().windowUpdate(0, 1_000_000));
            peer.until("HEADERS 1 END_STREAM :status=200");
            peer.get(3, "/").expect("HEADERS 3 END_STREAM :status=200");
            Servers.await("all are over", () -> server.statistics().streams() == 0);
        }
    }

    @Test
    @DisplayName("Section 8.4.2: a client may refuse a push before anything of it has come")
    void refused() throws Exception {
        try (Server server = server();
                Peer peer = Peer.to(server, 4, 0)) {
            peer.get(1, "/push").expectLike("PUSH_PROMISE 1 2 .*:path=/endless.*");
            peer.send(Wire.of().reset(2, ErrorCode.REFUSED_STREAM));
            assertEquals(
                    new End.Unprocessed(ErrorCode.REFUSED_STREAM, "refused by the peer"), told());
            peer.until("HEADERS 1 END_STREAM :status=200");
            peer.get(3, "/").expect("HEADERS 3 END_STREAM :status=200");
        }
    }

    @Test
    @DisplayName("A client that cancels its request leaves the push that came with it alone")
    void requestCancelled() throws Exception {
        try (Server server = server();
                Peer peer = Peer.to(server)) {
            peer.get(1, "/push").untilLike("DATA 2 [0-9]+");
            peer.send(Wire.of().reset(1, ErrorCode.CANCEL).windowUpdate(0, 50_000));
            peer.send(Wire.of().windowUpdate(2, 50_000));
            for (int octets = 0; octets < 100_000; ) {
                octets += Integer.parseInt(peer.untilLike("DATA 2 [0-9]+").substring(7));
            }
            assertFalse(told.isDone());
            peer.send(Wire.of().reset(2, ErrorCode.CANCEL));
            assertEquals(new End.Reset(ErrorCode.CANCEL, true, ""), told());
            peer.get(3, "/").until("HEADERS 3 END_STREAM :status=200");
        }
    }

    @Test
    @DisplayName("A push whose connection is lost ends with it")
    void lost() throws Exception {
        try (Server server = server()) {
            Peer peer = Peer.to(server);
            peer.get(1, "/push").untilLike("DATA 2 [0-9]+");
            peer.close();
            assertEquals(End.Lost.class, told().getClass());
            Servers.expectIdle(server);
        }
    }
}
