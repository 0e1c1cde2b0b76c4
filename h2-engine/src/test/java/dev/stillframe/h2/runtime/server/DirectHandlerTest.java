package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import dev.stillframe.h2.frame.Wire;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests answered in direct style: what the peer sees of what a handler does. */
@Timeout(40)
class DirectHandlerTest {
    private static final ResponseHead OK = ResponseHead.of(200);

    @Test
    @DisplayName("The whole response leaves while its handler goes on with something else")
    void wholeLeavesAtOnce() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    exchange.respond(OK, Octets.utf8("hello"));
                                    seen.await();
                                });
                Peer peer = Peer.to(server)) {
            peer.get(1, "/").expect("HEADERS 1 :status=200", "DATA 1 5 END_STREAM");
            seen.countDown();
        }
    }

    @Test
    @DisplayName("Interim heads leave at once, any number of them, and trailers go both ways")
    void interimAndTrailers() throws Exception {
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    exchange.respond(ResponseHead.of(103, "link", "a"));
                                    exchange.respond(ResponseHead.of(103, "link", "b"));
                                    FieldSection trailers = exchange.trailers();
                                    exchange.respond(OK);
                                    exchange.end(trailers);
                                });
                Peer peer = Peer.to(server)) {
            peer.post(1, "/")
                    .expect("HEADERS 1 :status=103 link=a", "HEADERS 1 :status=103 link=b");
            peer.send(Wire.of().data(1, "dropped", false));
            peer.send(Wire.of().headers(1, peer.fields("sum", "17"), Peer.LAST));
            peer.expect("HEADERS 1 :status=200", "HEADERS 1 END_STREAM sum=17");
            Servers.await("the stream is over", () -> server.statistics().streams() == 0);
        }
    }

    @Test
    @DisplayName("RFC 9110 section 10.1.1: who expects a 100 gets one before it is waited for")
    void expectContinue() throws Exception {
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    if (!exchange.request().path().equals("/refuse")) {
                                        exchange.trailers();
                                    }
                                    exchange.respond(OK, Octets.EMPTY);
                                });
                Peer peer = Peer.to(server)) {
            String[] fields = {":method", "POST", ":scheme", "http", ":authority", "a"};
            Octets block = peer.fields(with(fields, ":path", "/", "expect", "100-continue"));
            peer.send(Wire.of().headers(1, block, Wire.END_HEADERS));
            peer.expect("HEADERS 1 :status=100").send(Wire.of().data(1, "content", true));
            peer.expect("HEADERS 1 END_STREAM :status=200");
            block = peer.fields(with(fields, ":path", "/refuse", "expect", "100-continue"));
            peer.send(Wire.of().headers(3, block, Wire.END_HEADERS));
            peer.expect("HEADERS 3 END_STREAM :status=200", "RST_STREAM 3 NO_ERROR");
        }
    }

    private static String[] with(String[] fields, String... more) {
        String[] all = Arrays.copyOf(fields, fields.length + more.length);
        System.arraycopy(more, 0, all, fields.length, more.length);
        return all;
    }

    @Test
    @DisplayName(
            "RFC 9110 section 9.3.2: a response to HEAD ends with its head, whatever is written")
    void head() throws Exception {
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    if (exchange.request().path().equals("/whole")) {
                                        exchange.respond(OK, Octets.utf8("content"));
                                    } else {
                                        exchange.respond(ResponseHead.of(103));
                                        exchange.respond(OK);
                                        exchange.write(Octets.utf8("content").toByteBuffer());
                                        exchange.end(FieldSection.of("sum", "17"));
                                    }
                                });
                Peer peer = Peer.to(server)) {
            peer.send(Wire.of().headers(1, peer.block("HEAD", "/whole"), Peer.LAST));
            peer.expect("HEADERS 1 END_STREAM :status=200");
            peer.send(Wire.of().headers(3, peer.block("HEAD", "/parts"), Peer.LAST));
            peer.expect("HEADERS 3 :status=103", "HEADERS 3 END_STREAM :status=200");
            assertEquals(List.of(), peer.ping("12345678"));
        }
    }

    @Test
    @DisplayName("Section 8.1: an answer before the end of the request refuses the rest, NO_ERROR")
    void earlyResponse() throws Exception {
        try (Server server = Servers.direct(exchange -> exchange.respond(OK, Octets.utf8("no")));
                Peer peer = Peer.to(server)) {
            peer.post(1, "/")
                    .expect(
                            "HEADERS 1 :status=200",
                            "DATA 1 2 END_STREAM",
                            "RST_STREAM 1 NO_ERROR");
            peer.get(3, "/").expect("HEADERS 3 :status=200", "DATA 3 2 END_STREAM");
        }
    }

    @Test
    @DisplayName("A handler that fails before its head is answered with 500, after it with a reset")
    void failures() throws Exception {
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    if (exchange.request().path().equals("/late")) {
                                        exchange.respond(OK);
                                    } else if (exchange.request().path().equals("/interim")) {
                                        exchange.respond(ResponseHead.of(100));
                                    } else if (exchange.request().path().equals("/error")) {
                                        throw new AssertionError("an error of the handler's");
                                    } else if (exchange.request().path().equals("/elsewhere")) {
                                        throw new SocketTimeoutException("of another socket");
                                    }
                                    throw new IllegalStateException("a bug of the handler's");
                                });
                Peer peer = Peer.to(server)) {
            String internal = " END_STREAM :status=500 content-length=0";
            peer.get(1, "/").expect("HEADERS 1" + internal);
            peer.get(3, "/late").expect("HEADERS 3 :status=200", "RST_STREAM 3 INTERNAL_ERROR");
            peer.get(5, "/interim").expect("HEADERS 5 :status=100", "HEADERS 5" + internal);
            peer.get(7, "/error").expect("HEADERS 7" + internal);
            peer.get(9, "/elsewhere").expect("HEADERS 9" + internal);
        }
    }

    @Test
    @DisplayName(
            "A handler that does not answer is answered for with 500; an open message is ended")
    void unanswered() throws Exception {
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    if (exchange.request().path().equals("/open")) {
                                        exchange.respond(OK);
                                    }
                                });
                Peer peer = Peer.to(server)) {
            peer.get(1, "/").expect("HEADERS 1 END_STREAM :status=500");
            peer.get(3, "/open").expect("HEADERS 3 :status=200", "DATA 3 0 END_STREAM");
        }
    }

    @Test
    @DisplayName(
            "A head that HTTP/2 cannot carry resets its stream; the peer does not wait for ever")
    void refusedHead() throws Exception {
        CompletableFuture<End> how = new CompletableFuture<>();
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    exchange.respond(ResponseHead.of(200, "bad name", "x"));
                                    try {
                                        exchange.write(Octets.utf8("content").toByteBuffer());
                                    } catch (IOException e) {
                                        Servers.await("the end", () -> exchange.ended() != null);
                                        how.complete(exchange.ended());
                                        throw e;
                                    }
                                });
                Peer peer = Peer.to(server)) {
            peer.get(1, "/").expect("RST_STREAM 1 INTERNAL_ERROR");
            End.Reset reset = assertInstanceOf(End.Reset.class, how.get(30, TimeUnit.SECONDS));
            assertEquals(ErrorCode.INTERNAL_ERROR, reset.code());
        }
    }

    @Test
    @DisplayName("L8: a handler that blocks delays none of a hundred others")
    void blocked() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    if (exchange.request().path().equals("/block")) {
                                        release.await();
                                    }
                                    exchange.respond(OK, Octets.EMPTY);
                                });
                Peer peer = Peer.to(server)) {
            peer.get(1, "/block");
            for (int id = 3; id <= 201; id += 2) {
                peer.get(id, "/").expect("HEADERS " + id + " END_STREAM :status=200");
            }
            release.countDown();
            peer.expect("HEADERS 1 END_STREAM :status=200");
        }
    }

    @Test
    @DisplayName(
            "A push is promised before the response that speaks of it, and answered on its own")
    void push() throws Exception {
        try (Server server =
                        Servers.builder()
                                .connection(
                                        dev.stillframe.api.connection.Options.of(
                                                        dev.stillframe.api.connection.Role.SERVER)
                                                .withPush())
                                .handler(DirectHandlerTest::pushes)
                                .start();
                Peer peer = Peer.to(server);
                Peer unwilling = Peer.to(server, 2, 0)) {
            peer.get(1, "/").expectLike("PUSH_PROMISE 1 2 .*:path=/pushed.*");
            peer.until("DATA 2 6 END_STREAM").until("HEADERS 1 END_STREAM :status=200");
            unwilling.get(1, "/").expect("HEADERS 1 END_STREAM :status=204");
        }
    }

    private static void pushes(ServerExchange exchange) throws IOException {
        ServerExchange pushed = exchange.push(RequestHead.get("http", "a", "/pushed"));
        if (pushed != null) {
            assertNull(pushed.read());
            pushed.respond(OK, Octets.utf8("pushed"));
        }
        exchange.respond(pushed == null ? ResponseHead.of(204) : OK, Octets.EMPTY);
    }
}
