package dev.stillframe.h2.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.FoldRunner;
import dev.stillframe.api.Http2Connection;
import dev.stillframe.api.Http2Engine;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Fold;
import dev.stillframe.api.handler.Outcome;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.handler.Signal;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.octets.Output;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Folds on a driven connection. */
class FoldTest {
    private final MemoryTransport transport = new MemoryTransport();
    private FieldEncoder encoder = FieldEncoder.initial();

    /** Counts what it is told in its context, echoes content, and ends with a count. */
    private record Echo(List<Outcome<String>> outcomes) implements Fold<String> {
        @Override
        public String initial() {
            return "";
        }

        @Override
        public List<Action<String>> on(Signal signal, String context) {
            return switch (signal) {
                case Signal.Request ignored ->
                        List.of(
                                new Action.Become<>(context + "R"),
                                new Action.Respond<>(ResponseHead.of(200)));
                case Signal.Data data ->
                        List.of(
                                new Action.Become<>(context + "D"),
                                new Action.Send<>(data.octets().copy()));
                case Signal.Trailers ignored -> List.of(new Action.Become<>(context + "T"));
                case Signal.End ignored ->
                        List.of(
                                new Action.Become<>(context + "E"),
                                new Action.Trailers<>(FieldSection.of("seen", context + "E")));
                case Signal.Response ignored -> List.of();
                case Signal.Alarm ignored -> List.of();
            };
        }

        @Override
        public void ended(Outcome<String> outcome) {
            outcomes.add(outcome);
        }
    }

    /** Counts down from its context, a digit at a time, whenever it is asked. */
    private record Countdown(List<Integer> asked, List<Outcome<Integer>> outcomes)
            implements Fold<Integer> {
        @Override
        public Integer initial() {
            return 5;
        }

        @Override
        public List<Action<Integer>> on(Signal signal, Integer context) {
            return signal instanceof Signal.Request
                    ? List.of(new Action.Respond<>(ResponseHead.of(200)))
                    : List.of();
        }

        @Override
        public Pull<Integer> generate(Integer context) {
            asked.add(context);
            return context == 0
                    ? new Pull.Done<>(0, FieldSection.EMPTY)
                    : new Pull.Emit<>(Octets.utf8("" + context), context - 1);
        }

        @Override
        public void ended(Outcome<Integer> outcome) {
            outcomes.add(outcome);
        }
    }

    private <C> Runnable open(Fold<C> fold, Wire... peer) {
        Http2Engine engine = Http2Engine.find();
        FoldRunner runner = engine.folds(fold);
        Http2Connection connection = engine.open(Options.of(Role.SERVER), transport, runner);
        transport.connection = connection;
        Runnable run =
                () -> {
                    do {
                        connection.turn();
                    } while (runner.run(connection));
                    connection.turn();
                };
        for (Wire wire : peer) {
            connection.received(wire.octets().toByteBuffer());
            run.run();
        }
        return run;
    }

    private Octets request() {
        FieldEncoder.Draft draft = encoder.draft();
        Output out = new Output(64);
        draft.begin(out);
        for (String[] field :
                new String[][] {
                    {":method", "POST"}, {":scheme", "https"}, {":authority", "a"}, {":path", "/"}
                }) {
            draft.field(out, new Field(field[0], field[1]));
        }
        encoder = draft.freeze();
        return out.cut();
    }

    private static List<String> content(List<Frame> frames) {
        List<String> parts = new ArrayList<>();
        for (Frame frame : frames) {
            if (frame instanceof Frame.Data data) {
                parts.add(data.payload().utf8() + (data.endStream() ? "." : ""));
            }
        }
        return parts;
    }

    @Test
    @DisplayName(
            "The final context comes back with the normal end; the end of input is signalled once")
    void echo() {
        Echo echo = new Echo(new ArrayList<>());
        open(
                echo,
                Wire.of().preface().settings().settingsAck(),
                Wire.of()
                        .headers(1, request(), Wire.END_HEADERS)
                        .data(1, "ab", false)
                        .data(1, "c", false),
                Wire.of().data(1, "", true));
        assertEquals("abc", String.join("", content(Wire.frames(transport.written(0)))));
        assertEquals(List.of(new Outcome.Ok<>("RDDE")), echo.outcomes());
        assertEquals(0, transport.leaked());
    }

    @Test
    @DisplayName("End of input is signalled exactly once, also for a message without content")
    void noContent() {
        Echo echo = new Echo(new ArrayList<>());
        open(
                echo,
                Wire.of()
                        .preface()
                        .settings()
                        .headers(1, request(), Wire.END_HEADERS | Wire.END_STREAM));
        assertEquals(List.of(new Outcome.Ok<>("RE")), echo.outcomes());
    }

    @Test
    @DisplayName("The final context comes back when the peer resets, and when the transport fails")
    void failed() {
        Echo echo = new Echo(new ArrayList<>());
        Runnable run =
                open(
                        echo,
                        Wire.of().preface().settings(),
                        Wire.of()
                                .headers(1, request(), Wire.END_HEADERS)
                                .data(1, "x", false)
                                .headers(3, request(), Wire.END_HEADERS),
                        Wire.of().reset(1, ErrorCode.CANCEL));
        assertEquals(
                List.of(new Outcome.Failed<>(new End.Reset(ErrorCode.CANCEL, true, ""), "RD")),
                echo.outcomes());
        transport.connection.failed(new java.io.IOException("cut"));
        run.run();
        Outcome.Failed<?> lost = assertInstanceOf(Outcome.Failed.class, echo.outcomes().get(1));
        assertEquals("R", lost.context());
        assertInstanceOf(End.Lost.class, lost.error());
        assertEquals(2, echo.outcomes().size());
    }

    @Test
    @DisplayName(
            "A generator is pulled only when there is credit, and never run again for the same credit")
    void generator() {
        Countdown countdown = new Countdown(new ArrayList<>(), new ArrayList<>());
        Runnable run =
                open(
                        countdown,
                        Wire.of().preface().settings(4, 2),
                        Wire.of().headers(1, request(), Wire.END_HEADERS | Wire.END_STREAM));
        assertEquals(List.of(5, 4), countdown.asked());
        transport.connection.received(
                Wire.of().ping(false, Octets.utf8("12345678")).octets().toByteBuffer());
        run.run();
        assertEquals(List.of(5, 4), countdown.asked());
        transport.connection.received(Wire.of().windowUpdate(1, 100).octets().toByteBuffer());
        run.run();
        assertEquals(List.of(5, 4, 3, 2, 1, 0), countdown.asked());
        assertEquals("54321.", String.join("", content(Wire.frames(transport.written(0)))));
        assertEquals(List.of(new Outcome.Ok<>(0)), countdown.outcomes());
    }

    @Test
    @DisplayName(
            "8.1: after a generator's last word the client is asked to stop, if it goes on at all")
    void over() {
        List<Outcome<String>> outcomes = new ArrayList<>();
        Fold<String> fold =
                new Fold<>() {
                    @Override
                    public String initial() {
                        return "";
                    }

                    @Override
                    public List<Action<String>> on(Signal signal, String context) {
                        return signal instanceof Signal.Request
                                ? List.of(new Action.Respond<>(ResponseHead.of(200)))
                                : List.of();
                    }

                    @Override
                    public Pull<String> generate(String context) {
                        return context.isEmpty()
                                ? new Pull.Emit<>(Octets.utf8("all"), "said")
                                : new Pull.Over<>("over", FieldSection.of("a", "b"));
                    }

                    @Override
                    public void ended(Outcome<String> outcome) {
                        outcomes.add(outcome);
                    }
                };
        open(
                fold,
                Wire.of().preface().settings(),
                Wire.of().headers(1, request(), Wire.END_HEADERS),
                Wire.of().headers(3, request(), Wire.END_HEADERS | Wire.END_STREAM));
        List<Frame> frames = Wire.frames(transport.written(0));
        int reset = frames.indexOf(new Frame.Reset(1, ErrorCode.NO_ERROR.value()));
        Frame.Headers trailers = assertInstanceOf(Frame.Headers.class, frames.get(reset - 1));
        assertTrue(trailers.endStream());
        assertEquals(1, frames.stream().filter(f -> f instanceof Frame.Reset).count());
        assertEquals(List.of("all", "all"), content(frames));
        assertEquals(2, outcomes.size());
        Outcome.Failed<?> first = assertInstanceOf(Outcome.Failed.class, outcomes.getFirst());
        assertEquals("over", first.context());
        assertEquals(new Outcome.Ok<>("over"), outcomes.getLast());
    }

    @Test
    @DisplayName("A fold that throws costs its stream, and its last context comes back")
    void throwing() {
        List<Outcome<String>> outcomes = new ArrayList<>();
        Fold<String> fold =
                new Fold<>() {
                    @Override
                    public String initial() {
                        return "new";
                    }

                    @Override
                    public List<Action<String>> on(Signal signal, String context) {
                        if (signal instanceof Signal.Request) {
                            return List.of(new Action.Become<>("begun"));
                        }
                        throw new IllegalStateException("a bug of the fold's");
                    }

                    @Override
                    public void ended(Outcome<String> outcome) {
                        outcomes.add(outcome);
                    }
                };
        open(
                fold,
                Wire.of().preface().settings(),
                Wire.of().headers(1, request(), Wire.END_HEADERS | Wire.END_STREAM));
        assertEquals(
                List.of(
                        new Outcome.Failed<>(
                                new End.Reset(ErrorCode.INTERNAL_ERROR, false, ""), "begun")),
                outcomes);
        assertTrue(
                Wire.frames(transport.written(0))
                        .contains(new Frame.Reset(1, ErrorCode.INTERNAL_ERROR.value())));
    }

    @Test
    @DisplayName("A fold that writes after the end costs its stream")
    void writesAfterEnd() {
        List<Outcome<String>> outcomes = new ArrayList<>();
        Fold<String> fold =
                new Fold<>() {
                    @Override
                    public String initial() {
                        return "";
                    }

                    @Override
                    public List<Action<String>> on(Signal signal, String context) {
                        return signal instanceof Signal.Request
                                ? List.of(
                                        new Action.Respond<>(ResponseHead.of(200)),
                                        new Action.Close<>(),
                                        new Action.Send<>(Octets.utf8("late")))
                                : List.of();
                    }

                    @Override
                    public void ended(Outcome<String> outcome) {
                        outcomes.add(outcome);
                    }
                };
        open(
                fold,
                Wire.of().preface().settings(),
                Wire.of().headers(1, request(), Wire.END_HEADERS));
        assertEquals(1, outcomes.size());
        assertInstanceOf(Outcome.Failed.class, outcomes.getFirst());
    }
}
