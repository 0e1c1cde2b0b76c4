package dev.stillframe.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.client.Client;
import dev.stillframe.api.client.Request;
import dev.stillframe.api.client.Response;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.direct.ClientExchange;
import dev.stillframe.api.direct.ServerExchange;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Handler;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handlers of the engine beside Jetty's, on one connection. */
@Timeout(60)
class HostedHandlersTest {
    private final BlockingQueue<Outcome<String>> outcomes = new LinkedBlockingQueue<>();
    private final CompletableFuture<End> cut = new CompletableFuture<>();
    private TestServer server;
    private Client client;

    /** Echoes what comes, then counts by its generator as far as its path says. */
    private final class Counting implements Fold<String> {
        @Override
        public String initial() {
            return "";
        }

        @Override
        public List<Action<String>> on(Signal signal, String context) {
            return switch (signal) {
                case Signal.Request request ->
                        List.of(
                                new Action.Become<>("R"),
                                new Action.Respond<>(ResponseHead.of(200, "by", "fold")));
                case Signal.Data data ->
                        List.of(
                                new Action.Send<>(data.octets().copy()),
                                new Action.Become<>(context + "D"));
                case Signal.End ignored ->
                        List.of(
                                new Action.Become<>(context + "E"),
                                new Action.Alarm<>(Duration.ofMillis(20)));
                case Signal.Alarm ignored -> List.of(new Action.Become<>(context + "A"));
                case Signal.Trailers ignored -> List.of();
                case Signal.Response ignored -> List.of();
            };
        }

        @Override
        public Pull<String> generate(String context) {
            if (!context.contains("A")) {
                return new Pull.Idle<>(context);
            }
            return context.length() < 300
                    ? new Pull.Emit<>(Octets.utf8(".".repeat(1000)), context + "P")
                    : new Pull.Done<>(context, FieldSection.of("end", "well"));
        }

        @Override
        public void ended(Outcome<String> outcome) {
            outcomes.add(outcome);
        }
    }

    @BeforeEach
    void start() throws Exception {
        Handler fold = new Handler.Folded<>(new Counting());
        Handler direct =
                new Handler.Direct(
                        exchange -> {
                            exchange.onFailure(cut::complete);
                            exchange.respond(ResponseHead.of(200, "by", "direct"));
                            for (Octets o = exchange.read(); o != null; o = exchange.read()) {
                                exchange.write(o.copy().toByteBuffer());
                            }
                            exchange.end(
                                    FieldSection.of(
                                            "tls", String.valueOf(exchange.tls()),
                                            "local", String.valueOf(exchange.peer() != null)));
                        });
        server =
                TestServer.with(
                        (request, response, callback) -> {
                            response.getHeaders().put("by", "jetty");
                            if (request.getHttpURI().getPath().equals("/jetty-pushes")) {
                                HttpURI uri =
                                        HttpURI.build(request.getHttpURI())
                                                .path("/of-jetty")
                                                .asImmutable();
                                request.push(
                                        new MetaData.Request(
                                                "GET", uri, HttpVersion.HTTP_2, HttpFields.EMPTY));
                            }
                            Content.copy(request, response, callback);
                        });
        server.factory.setHandlers(head -> chosen(head, fold, direct));
        server.factory.setPushEnabled(true);
        server.start();
        client = Client.builder().acceptPush().open();
    }

    private static Handler chosen(RequestHead head, Handler fold, Handler direct) {
        return switch (String.valueOf(head.path())) {
            case "/fold" -> fold;
            case "/pushes" -> new Handler.Direct(HostedHandlersTest::push);
            case "/direct" -> new Handler.Chosen(ignored -> direct);
            case "/none" -> throw new IllegalStateException("as was to be expected");
            default -> null;
        };
    }

    private static void push(ServerExchange exchange) throws Exception {
        RequestHead head = exchange.request();
        ServerExchange pushed =
                exchange.push(RequestHead.get("http", head.authority(), "/of-the-engine"));
        exchange.respond(ResponseHead.of(200, "by", "direct"), Octets.EMPTY);
        if (pushed != null) {
            pushed.respond(ResponseHead.of(200, "by", "direct"), Octets.utf8("pushed"));
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private Request post(String path, String content) {
        return Request.post(
                URI.create("http://127.0.0.1:" + server.port() + path), Octets.utf8(content));
    }

    private static void expect(String by, String content, Response response) {
        assertEquals(200, response.status());
        assertEquals(by, response.head().fields().value("by"));
        String came = response.content().utf8();
        int same = 0;
        while (same < Math.min(content.length(), came.length())
                && content.charAt(same) == came.charAt(same)) {
            same++;
        }
        assertTrue(
                content.equals(came),
                by + ": " + came.length() + " of " + content.length() + ", alike to " + same);
    }

    @Test
    @DisplayName("Each request has the handler that was chosen, all on one connection")
    void sideBySide() throws Exception {
        List<CompletableFuture<Response>> all = new ArrayList<>();
        expect("jetty", "0", client.send(post("/", "0")));
        String large = "large ".repeat(50_000);
        for (int i = 0; i < 60; i++) {
            String path = List.of("/fold", "/direct", "/").get(i % 3);
            all.add(client.sendAsync(post(path, large + i)).toCompletableFuture());
        }
        for (int i = 0; i < 60; i++) {
            Response response = all.get(i).get(30, TimeUnit.SECONDS);
            switch (i % 3) {
                case 0 -> {
                    String dots = response.content().utf8().replaceAll("[^.]", "");
                    expect("fold", large + i + dots, response);
                    assertTrue(
                            dots.length() > 100_000 && dots.length() < 300_000, "" + dots.length());
                    assertEquals("well", response.trailers().value("end"));
                }
                case 1 -> {
                    expect("direct", large + i, response);
                    assertEquals(
                            FieldSection.of("tls", "null", "local", "true"), response.trailers());
                }
                default -> expect("jetty", large + i, response);
            }
        }
        assertEquals(1, client.statistics().getFirst().created());
        for (int i = 0; i < 20; i++) {
            assertInstanceOf(Outcome.Ok.class, outcomes.poll(20, TimeUnit.SECONDS));
        }
        assertTrue(outcomes.isEmpty());
    }

    @Test
    @DisplayName("A choice that fails is answered with 500, and nothing else is disturbed")
    void failing() throws Exception {
        assertEquals(500, client.send(post("/none", "x")).status());
        expect("direct", "y", client.send(post("/direct", "y")));
    }

    @Test
    @DisplayName("Who pushes is told of the push, be it a handler of the engine or Jetty")
    void pushes() throws Exception {
        BlockingQueue<String> pushed = new LinkedBlockingQueue<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            boolean ours = i % 3 != 1;
            Request request =
                    post(ours ? "/pushes" : "/jetty-pushes", "")
                            .onPush(
                                    head ->
                                            exchange ->
                                                    pushed.add(head.path() + " " + by(exchange)));
            assertEquals(200, client.send(request).status());
            expected.add(ours ? "/of-the-engine direct" : "/of-jetty jetty");
        }
        List<String> came = new ArrayList<>();
        while (came.size() < expected.size()) {
            String next = pushed.poll(20, TimeUnit.SECONDS);
            assertNotNull(next, "no more came than " + came);
            came.add(next);
        }
        Collections.sort(expected);
        Collections.sort(came);
        assertEquals(expected, came);
        expect("direct", "y", client.send(post("/direct", "y")));
    }

    private static String by(ClientExchange exchange) {
        try {
            return exchange.response().fields().value("by");
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    @DisplayName("A reset by the client ends a fold and a handler, once")
    void reset() throws Exception {
        for (String path : List.of("/fold", "/direct")) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
            try (ClientExchange exchange = client.exchange(Request.of("POST", uri))) {
                assertEquals(200, exchange.response().status());
                exchange.reset(ErrorCode.CANCEL);
            }
        }
        Outcome.Failed<?> failed =
                assertInstanceOf(Outcome.Failed.class, outcomes.poll(20, TimeUnit.SECONDS));
        assertEquals("R", failed.context());
        assertEquals(new End.Reset(ErrorCode.CANCEL, true, ""), failed.error());
        assertEquals(new End.Reset(ErrorCode.CANCEL, true, ""), cut.get(20, TimeUnit.SECONDS));
        expect("jetty", "z", client.send(post("/", "z")));
        assertTrue(outcomes.isEmpty());
    }

    @Test
    @DisplayName("A lost connection ends a fold and a handler, once")
    void lost() throws Exception {
        for (String path : List.of("/fold", "/direct")) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
            assertEquals(200, client.exchange(Request.of("POST", uri)).response().status());
        }
        client.shutdown(Duration.ZERO).toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertInstanceOf(Outcome.Failed.class, outcomes.poll(20, TimeUnit.SECONDS));
        cut.get(20, TimeUnit.SECONDS);
        assertTrue(outcomes.isEmpty());
    }
}
