package dev.stillframe.grpc.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.grpc.ServiceOptions;
import dev.stillframe.api.grpc.Services;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.handler.Action;
import dev.stillframe.api.handler.Pull;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.grpc.call.ServerCall;
import dev.stillframe.grpc.call.ServerFold;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A call whose head and content are the fuzzer's, on a server's fold: however it is cut, the same
 * is answered, and its machine is told of one end.
 *
 * <p>Tape: up to four lines, the values of fields; behind them the content.
 */
final class FuzzedCall {
    private static final List<String> FIELDS =
            List.of("grpc-timeout", "grpc-encoding", "grpc-accept-encoding", "k-bin");

    private final List<String> told = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final ServerFold fold;
    private ServerCall call;
    private Octets sent = Octets.EMPTY;
    private boolean over;

    private FuzzedCall(Kind kind) {
        Method<Octets, Octets> method = Method.of(kind, "f.F", "M", Codec.OCTETS, Codec.OCTETS);
        fold =
                new ServerFold(
                        Services.builder().machine(method, Echo::new).build(),
                        ServiceOptions.DEFAULT.taking(1000),
                        (failed, cause) -> {
                            throw new AssertionError("a machine or a codec has failed", cause);
                        });
        call = fold.initial();
    }

    /** Counts its requests, and echoes them. */
    private final class Echo implements Machine<Integer, Octets, Octets> {
        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public List<dev.stillframe.api.grpc.machine.Action<Integer, Octets>> on(
                Signal<Octets> signal, Integer count) {
            return switch (signal) {
                case Signal.Message<Octets> message ->
                        List.of(
                                new dev.stillframe.api.grpc.machine.Action.Become<>(count + 1),
                                new dev.stillframe.api.grpc.machine.Action.Send<>(
                                        message.message()));
                case Signal.HalfClosed<Octets> ignored ->
                        List.of(dev.stillframe.api.grpc.machine.Action.Finish.ok());
                default -> List.of();
            };
        }

        @Override
        public void ended(Outcome<Integer> outcome) {
            told.add(outcome.toString());
        }
    }

    static void play(byte[] tape, int piece) {
        String text = new String(tape, StandardCharsets.ISO_8859_1);
        String[] lines = text.split("\n", FIELDS.size() + 1);
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("content-type", "application/grpc"));
        for (int i = 0; i < lines.length - 1; i++) {
            if (!lines[i].isEmpty()) {
                fields.add(new Field(FIELDS.get(i), lines[i]));
            }
        }
        Octets content = Octets.wrap(lines[lines.length - 1].getBytes(StandardCharsets.ISO_8859_1));
        RequestHead head = RequestHead.of("POST", "http", "a", "/f.F/M", FieldSection.of(fields));
        for (Kind kind : List.of(Kind.BIDIRECTIONAL, Kind.SERVER_STREAMING)) {
            FuzzedCall whole = new FuzzedCall(kind).run(head, content, content.length() + 1);
            FuzzedCall pieces = new FuzzedCall(kind).run(head, content, piece);
            assertEquals(whole.done, pieces.done, "the pieces decide what is answered");
            assertEquals(whole.sent, pieces.sent, "the pieces decide what is sent");
            assertEquals(whole.told, pieces.told, "the pieces decide how it ends");
            assertTrue(whole.told.size() <= 1, "ended more than once");
            assertTrue(whole.over, "not answered");
        }
    }

    private FuzzedCall run(RequestHead head, Octets content, int piece) {
        take(new dev.stillframe.api.handler.Signal.Request(head));
        for (int at = 0; at < content.length(); at += piece) {
            take(
                    new dev.stillframe.api.handler.Signal.Data(
                            content.slice(at, Math.min(piece, content.length() - at))));
        }
        take(new dev.stillframe.api.handler.Signal.End());
        fold.ended(
                over
                        ? new dev.stillframe.api.handler.Outcome.Ok<>(call)
                        : new dev.stillframe.api.handler.Outcome.Failed<>(
                                new End.Lost(ErrorCode.NO_ERROR, true, ""), call));
        return this;
    }

    private void take(dev.stillframe.api.handler.Signal signal) {
        if (over) {
            return; // the stream was reset, and nothing comes of it any more
        }
        for (Action<ServerCall> action : fold.on(signal, call)) {
            switch (action) {
                case Action.Become<ServerCall> become -> call = become.context();
                case Action.Send<ServerCall> send -> sent = sent.plus(send.octets());
                case Action.Respond<ServerCall> respond -> done.add(respond.head().toString());
                case Action.Trailers<ServerCall> trailers -> end(trailers.fields().toString());
                case Action.Close<ServerCall> ignored -> end("close");
                case Action.Reset<ServerCall> ignored -> over = true;
                case Action.Alarm<ServerCall> ignored -> {}
            }
        }
        Pull<ServerCall> pull = fold.generate(call);
        assertTrue(pull instanceof Pull.Idle<ServerCall>, "it has no generator");
        call = pull.next();
    }

    private void end(String how) {
        over = true;
        done.add(how);
    }
}
