package dev.stillframe.h2.runtime.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.ClientException;
import dev.stillframe.api.client.ClientException.Failure;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Folds over content, and content that is coded, in each style. */
@Timeout(60)
class CodingsTest {
    private Server server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        server = Server.builder().listen(0).handler(CodingsTest::handle).start();
        client = Client.builder().maxContent(100_000).open();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private URI uri(String path) {
        int port = ((InetSocketAddress) server.addresses().getFirst()).getPort();
        return URI.create("http://localhost:" + port + path);
    }

    private static void handle(ServerExchange exchange) throws Exception {
        switch (exchange.request().path()) {
            case "/count" -> {
                long count = 0;
                for (Octets part = exchange.read(); part != null; part = exchange.read()) {
                    count += part.length();
                }
                exchange.respond(ResponseHead.of(200), Octets.utf8(Long.toString(count)));
            }
            case "/gzip" -> {
                byte[] coded = ContentDecoderTest.gzip(new byte[50_000]);
                respond(exchange, "gzip", coded);
            }
            case "/bare" -> {
                byte[] coded = ContentDecoderTest.deflate(new byte[50_000], true);
                respond(exchange, "deflate", coded);
            }
            case "/bomb" -> respond(exchange, "gzip", ContentDecoderTest.gzip(new byte[5 << 20]));
            case "/cut" -> {
                byte[] coded = ContentDecoderTest.gzip(new byte[50_000]);
                respond(exchange, "gzip", Arrays.copyOf(coded, coded.length - 1));
            }
            case "/wrong" -> {
                byte[] coded = ContentDecoderTest.gzip(new byte[50_000]);
                coded[coded.length - 6] ^= 1;
                respond(exchange, "gzip", coded);
            }
            default -> exchange.respond(ResponseHead.of(200), Octets.utf8("hello"));
        }
    }

    private static void respond(ServerExchange exchange, String coding, byte[] content)
            throws IOException {
        String asked = exchange.request().fields().value("accept-encoding");
        assertEquals("gzip, deflate", asked);
        exchange.respond(ResponseHead.of(200, "content-encoding", coding), Octets.wrap(content));
    }

    /** Sends numbers as it is asked for them, and keeps what comes. */
    private record Numbers(int most) implements Fold<Numbers.State> {
        record State(int next, String heard) {}

        @Override
        public State initial() {
            return new State(0, "");
        }

        @Override
        public List<Action<State>> on(Signal signal, State state) {
            return signal instanceof Signal.Data data
                    ? List.of(
                            new Action.Become<>(
                                    new State(state.next(), state.heard() + data.octets().utf8())))
                    : List.of();
        }

        @Override
        public Pull<State> generate(State state) {
            State next = new State(state.next() + 1, state.heard());
            return state.next() == most
                    ? new Pull.Done<>(state, FieldSection.EMPTY)
                    : new Pull.Emit<>(Octets.wrap(new byte[1000]), next);
        }
    }

    @Test
    @DisplayName("a fold's generator makes the content, and its context comes back")
    void fold() {
        Outcome<Numbers.State> outcome =
                client.fold(Request.of("POST", uri("/count")), new Numbers(1000))
                        .toCompletableFuture()
                        .join();
        assertEquals(new Outcome.Ok<>(new Numbers.State(1000, "1000000")), outcome);
    }

    @Test
    @DisplayName("gzip and deflate are asked for and undone, in each style")
    void decoded() throws Exception {
        for (String path : List.of("/gzip", "/bare")) {
            Request request = Request.get(uri(path)).decoding();
            assertEquals(Octets.wrap(new byte[50_000]), client.send(request).content());
            try (ClientExchange exchange = client.exchange(request)) {
                assertEquals(50_000, exchange.input().readAllBytes().length);
            }
            Outcome<Numbers.State> outcome =
                    client.fold(request, new Numbers(0)).toCompletableFuture().join();
            assertInstanceOf(Outcome.Ok.class, outcome);
            assertEquals(50_000, outcome.context().heard().length());
        }
    }

    @Test
    @DisplayName("content that is coded wrongly, or cut short, is an error in each style")
    void undecodable() throws Exception {
        for (String path : List.of("/cut", "/wrong")) {
            Request request = Request.get(uri(path)).decoding();
            ClientException sent = assertThrows(ClientException.class, () -> client.send(request));
            assertEquals(Failure.UNDECODABLE, sent.failure());
            try (ClientExchange exchange = client.exchange(request)) {
                ClientException read =
                        assertThrows(ClientException.class, () -> exchange.input().readAllBytes());
                assertEquals(Failure.UNDECODABLE, read.failure());
            }
            Outcome<Numbers.State> outcome =
                    client.fold(request, new Numbers(0)).toCompletableFuture().join();
            assertInstanceOf(Outcome.Failed.class, outcome);
            assertEquals(50_000, outcome.context().heard().length());
        }
        assertEquals("hello", client.send(Request.get(uri("/"))).content().utf8());
    }

    @Test
    @DisplayName("little that decodes to too much is given up")
    void bomb() {
        Request request = Request.get(uri("/bomb")).decoding();
        ClientException failure = assertThrows(ClientException.class, () -> client.send(request));
        assertEquals(Failure.TOO_LARGE, failure.failure());
    }
}
