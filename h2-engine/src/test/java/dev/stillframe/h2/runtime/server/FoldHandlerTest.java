package dev.stillframe.h2.runtime.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.api.server.Server;
import dev.stillframe.h2.frame.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests answered by a fold on the loop. */
@Timeout(40)
class FoldHandlerTest {
    private static final ResponseHead OK = ResponseHead.of(200);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration SHORT = Duration.ofMillis(5);

    /** Keeps the path and what has come since; does with it what the test says. */
    private static final class Story implements Fold<String> {
        final Queue<Outcome<String>> outcomes = new ConcurrentLinkedQueue<>();
        final AtomicInteger alarms = new AtomicInteger();
        private final Function<String, List<Action<String>>> plot;

        Story(Function<String, List<Action<String>>> plot) {
            this.plot = plot;
        }

        @Override
        public String initial() {
            return "";
        }

        @Override
        public List<Action<String>> on(Signal signal, String context) {
            return switch (signal) {
                case Signal.Request request -> after(path(request.head()));
                case Signal.Data data -> after(context + " " + data.octets().utf8());
                case Signal.Alarm alarm -> {
                    alarms.incrementAndGet();
                    yield after(context + " alarm" + alarm.tag());
                }
                case Signal.End ignored -> after(context + " end");
                case Signal.Trailers ignored -> List.of();
                case Signal.Response ignored -> List.of();
            };
        }

        private static String path(RequestHead head) {
            return head.path() == null ? "" : head.path();
        }

        private List<Action<String>> after(String story) {
            List<Action<String>> actions = new ArrayList<>();
            actions.add(new Action.Become<>(story));
            actions.addAll(plot.apply(story));
            return actions;
        }

        @Override
        public void ended(Outcome<String> outcome) {
            outcomes.add(outcome);
        }
    }

    private static List<Action<String>> answer(String content) {
        return List.of(
                new Action.Respond<>(OK),
                new Action.Send<>(Octets.utf8(content)),
                new Action.Close<>());
    }

    private static List<Action<String>> alarm(Duration after) {
        return List.of(new Action.Alarm<>(after));
    }

    @Test
    @DisplayName("An alarm rings once, without a thread that waits")
    void alarm() throws Exception {
        Story story =
                new Story(
                        told ->
                                switch (told) {
                                    case "/" -> alarm(SHORT);
                                    case "/ end alarm", "/ alarm end" -> answer("rang");
                                    default -> List.of();
                                });
        try (Server server = Servers.folding(story);
                Peer peer = Peer.to(server)) {
            peer.get(1, "/").expect("HEADERS 1 :status=200", "DATA 1 4 END_STREAM");
            peer.get(3, "/").expect("HEADERS 3 :status=200", "DATA 3 4 END_STREAM");
            assertEquals(2, story.alarms.get());
        }
    }

    @Test
    @DisplayName("Alarms with different tags ring each in its time, and go with their stream")
    void tagged() throws Exception {
        Story story =
                new Story(
                        told ->
                                switch (told) {
                                    case "/" ->
                                            List.of(
                                                    new Action.Alarm<>(SHORT.multipliedBy(2), "b"),
                                                    new Action.Alarm<>(FOREVER, "never"),
                                                    new Action.Alarm<>(LONG, "c"),
                                                    new Action.Alarm<>(SHORT, "a"),
                                                    new Action.Alarm<>(Duration.ZERO, "c"));
                                    case "/ end alarma alarmb" -> answer("both");
                                    default -> List.of();
                                });
        try (Server server = Servers.folding(story);
                Peer peer = Peer.to(server)) {
            peer.get(1, "/").expect("HEADERS 1 :status=200", "DATA 1 4 END_STREAM");
            assertEquals(2, story.alarms.get());
        }
    }

    @Test
    @DisplayName("A second alarm replaces the first; one that is taken back does not ring")
    void moved() throws Exception {
        Story story =
                new Story(
                        told ->
                                switch (told) {
                                    case "/sooner" -> alarm(LONG);
                                    case "/sooner now" -> alarm(SHORT);
                                    case "/sooner now alarm" -> answer("sooner");
                                    case "/never" -> alarm(Duration.ofMillis(50));
                                    case "/never now" -> alarm(Duration.ZERO);
                                    default -> List.of();
                                });
        try (Server server = Servers.folding(story);
                Peer peer = Peer.to(server)) {
            // In one write: nothing rings before it is taken back.
            peer.send(
                    Wire.of()
                            .headers(1, peer.block("POST", "/sooner"), Wire.END_HEADERS)
                            .headers(3, peer.block("POST", "/never"), Wire.END_HEADERS)
                            .data(3, "now", false)
                            .data(1, "now", false));
            peer.expect("HEADERS 1 :status=200", "DATA 1 6 END_STREAM");
            // An alarm set now is later than the one that was taken back.
            peer.send(Wire.of().data(3, "too late", true));
            for (int id = 5; id <= 25; id += 2) {
                peer.post(id, "/sooner").send(Wire.of().data(id, "now", false));
                peer.until("DATA " + id + " 6 END_STREAM");
            }
            assertEquals(12, story.alarms.get(), "one for each that was not taken back");
        }
    }

    @Test
    @DisplayName("No alarm rings after the end of its stream")
    void ended() throws Exception {
        Story story =
                new Story(
                        told ->
                                switch (told) {
                                    case "/" -> alarm(Duration.ofMillis(20));
                                    case "/wait" -> alarm(Duration.ofMillis(60));
                                    case "/wait end alarm" -> answer("waited");
                                    default -> List.of();
                                });
        try (Server server = Servers.folding(story);
                Peer peer = Peer.to(server)) {
            peer.send(
                    Wire.of()
                            .headers(1, peer.block("POST", "/"), Wire.END_HEADERS)
                            .reset(1, ErrorCode.CANCEL));
            peer.get(3, "/wait").untilLike("DATA 3 .*END_STREAM");
            assertEquals(1, story.alarms.get());
        }
    }

    @Test
    @DisplayName("RFC 9110 section 9.3.2: a response to HEAD ends with its head, whatever is sent")
    void head() throws Exception {
        Story story = new Story(told -> told.equals("/ end") ? answer("content") : List.of());
        try (Server server = Servers.folding(story);
                Peer peer = Peer.to(server)) {
            peer.send(Wire.of().headers(1, peer.block("HEAD", "/"), Peer.LAST));
            peer.expect("HEADERS 1 END_STREAM :status=200");
            assertEquals(List.of(), peer.ping("12345678"));
            Servers.await("its end", () -> story.outcomes.size() == 1);
            assertInstanceOf(Outcome.Ok.class, story.outcomes.element());
        }
    }

    @Test
    @DisplayName("L6: a lost connection ends each fold once, with its context")
    void lost() throws Exception {
        Story story = new Story(told -> alarm(LONG));
        try (Server server = Servers.folding(story)) {
            Peer peer = Peer.to(server);
            for (int id = 1; id < 20; id += 2) {
                peer.post(id, "/" + id).send(Wire.of().data(id, "x", false));
            }
            peer.ping("12345678");
            peer.close();
            Servers.expectIdle(server);
            assertEquals(10, story.outcomes.size());
            for (Outcome<String> outcome : story.outcomes) {
                Outcome.Failed<?> failed = assertInstanceOf(Outcome.Failed.class, outcome);
                assertInstanceOf(End.Lost.class, failed.error());
                assertTrue(outcome.context().endsWith(" x"), outcome::context);
            }
            assertEquals(
                    10,
                    story.outcomes.stream().map(Outcome::context).distinct().count(),
                    "each with its own");
        }
    }

    @Test
    @DisplayName("An error of a fold costs its stream, not the loop")
    void error() throws Exception {
        Story story =
                new Story(
                        told -> {
                            if (told.equals("/error")) {
                                throw new AssertionError("of the fold's");
                            }
                            return told.endsWith(" end") ? answer("ok") : List.of();
                        });
        try (Server server = Servers.builder().loops(1).fold(story).start();
                Peer peer = Peer.to(server)) {
            peer.get(1, "/error").expect("RST_STREAM 1 INTERNAL_ERROR");
            peer.get(3, "/").untilLike("DATA 3 .*END_STREAM");
            try (Peer another = Peer.to(server)) {
                another.get(1, "/").untilLike("DATA 1 .*END_STREAM");
            }
            Servers.await("three ends", () -> story.outcomes.size() == 3);
        }
    }
}
