package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Handler;
import dev.stillframe.api.server.Server;
import dev.stillframe.h2.frame.Wire;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One connection, several handlers: each stream has the one that was chosen by its head. */
@Timeout(40)
class ChosenHandlerTest {
    private static final ResponseHead OK = ResponseHead.of(200);

    /** Answers at the end of the request, or at an alarm, with its name and what has come. */
    private record Named(String name) implements Fold<String> {
        @Override
        public String initial() {
            return name;
        }

        @Override
        public List<Action<String>> on(Signal signal, String context) {
            return switch (signal) {
                case Signal.Data data ->
                        List.of(new Action.Become<>(context + data.octets().utf8()));
                case Signal.End ignored -> List.of(new Action.Alarm<>(Duration.ofMillis(5)));
                case Signal.Alarm ignored ->
                        List.of(
                                new Action.Respond<>(OK),
                                new Action.Send<>(Octets.utf8(context)),
                                new Action.Close<>());
                case Signal.Request ignored -> List.of();
                case Signal.Trailers ignored -> List.of();
                case Signal.Response ignored -> List.of();
            };
        }
    }

    private static Handler direct(String name) {
        return new Handler.Direct(
                exchange -> {
                    StringBuilder content = new StringBuilder(name);
                    for (Octets o = exchange.read(); o != null; o = exchange.read()) {
                        content.append(o.utf8());
                    }
                    exchange.respond(
                            OK, Octets.utf8(content.toString()), FieldSection.of("by", name));
                });
    }

    @Test
    @DisplayName("Direct handlers and folds serve streams of one connection side by side")
    void sideBySide() throws Exception {
        Handler one = new Handler.Folded<>(new Named("one"));
        Handler two = new Handler.Folded<>(new Named("two22"));
        Handler three = direct("three");
        Handler inner = new Handler.Chosen(head -> "/3".equals(head.path()) ? three : two);
        try (Server server =
                        Servers.builder()
                                .handler(
                                        new Handler.Chosen(
                                                head -> "/1".equals(head.path()) ? one : inner))
                                .start();
                Peer peer = Peer.to(server)) {
            peer.post(1, "/1").post(3, "/2").post(5, "/3");
            peer.send(Wire.of().data(5, "x", true))
                    .expect("HEADERS 5 :status=200", "DATA 5 6", "HEADERS 5 END_STREAM by=three");
            peer.send(Wire.of().data(3, "yy", true))
                    .expect("HEADERS 3 :status=200", "DATA 3 7 END_STREAM");
            peer.send(Wire.of().data(1, "z", true))
                    .expect("HEADERS 1 :status=200", "DATA 1 4 END_STREAM");
            Servers.await("no stream is left", () -> server.statistics().streams() == 0);
        }
    }

    @Test
    @DisplayName("A choice that fails, or of nobody, is answered with 500; nothing else suffers")
    void failing() throws Exception {
        Handler one = direct("one");
        try (Server server =
                        Servers.builder()
                                .handler(
                                        new Handler.Chosen(
                                                head -> {
                                                    if ("/bad".equals(head.path())) {
                                                        throw new IllegalStateException("no");
                                                    }
                                                    return "/none".equals(head.path()) ? null : one;
                                                }))
                                .start();
                Peer peer = Peer.to(server)) {
            peer.get(1, "/bad").expect("HEADERS 1 END_STREAM :status=500 content-length=0");
            peer.get(3, "/none").expect("HEADERS 3 END_STREAM :status=500 content-length=0");
            peer.get(5, "/")
                    .expect("HEADERS 5 :status=200", "DATA 5 3", "HEADERS 5 END_STREAM by=one");
        }
    }

    @Test
    @DisplayName("Who asks is told of a stream that is cut, and not of one that is complete")
    void told() throws Exception {
        CompletableFuture<End> cut = new CompletableFuture<>();
        CompletableFuture<End> complete = new CompletableFuture<>();
        try (Server server =
                        Servers.direct(
                                exchange -> {
                                    boolean waits = "/wait".equals(exchange.request().path());
                                    exchange.onFailure((waits ? cut : complete)::complete);
                                    if (waits) {
                                        cut.get();
                                    }
                                    exchange.respond(OK, Octets.EMPTY);
                                });
                Peer peer = Peer.to(server)) {
            peer.get(1, "/wait").get(3, "/").expect("HEADERS 3 END_STREAM :status=200");
            peer.send(Wire.of().reset(1, ErrorCode.CANCEL));
            End.Reset reset = assertInstanceOf(End.Reset.class, cut.get(20, TimeUnit.SECONDS));
            assertEquals(ErrorCode.CANCEL, reset.code());
            Servers.await("no stream is left", () -> server.statistics().streams() == 0);
        }
        assertFalse(complete.isDone());
    }
}
