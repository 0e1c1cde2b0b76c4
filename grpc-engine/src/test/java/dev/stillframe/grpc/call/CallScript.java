package dev.stillframe.grpc.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.grpc.wire.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What the tests of a client's fold share: a stream, and a machine that keeps a diary. */
final class CallScript {
    static final CallHead HEAD =
            new CallHead("test.Service", "Call", "host", Duration.ZERO, Metadata.EMPTY);
    static final ResponseHead OK =
            ResponseHead.of(200, "content-type", "application/grpc", "x-head", "h");
    static final FieldSection ENDS = FieldSection.of("grpc-status", "0", "x-end", "e");

    private CallScript() {}

    static Method<Octets, Octets> method(Kind kind) {
        return Method.of(kind, "test.Service", "Call", Codec.OCTETS, Codec.OCTETS);
    }

    static Asking<Octets, Octets> asking(Kind kind, int most, Compression compression) {
        return new Asking<>(
                method(kind),
                compression,
                List.of(Compression.GZIP),
                most,
                "agent",
                Metadata.of("x-own", "1"));
    }

    /** Writes down what it is told; does what it is given for each signal. */
    static final class Diary implements Machine<List<String>, Octets, Octets> {
        final List<Outcome<List<String>>> outcomes = new ArrayList<>();
        Function<String, List<Action<List<String>, Octets>>> does = said -> List.of();
        Pull<List<String>, Octets> gives = null;

        @Override
        public List<String> initial() {
            return List.of();
        }

        @Override
        public List<Action<List<String>, Octets>> on(Signal<Octets> signal, List<String> context) {
            String said =
                    switch (signal) {
                        case Signal.Begin<Octets> begin -> "begin " + begin.head().method();
                        case Signal.Headers<Octets> headers ->
                                "headers " + headers.metadata().value("x-head");
                        case Signal.Message<Octets> message -> message.message().utf8();
                        case Signal.Tick<Octets> tick -> "tick " + tick.tag();
                        case Signal.HalfClosed<Octets> ignored -> "half-closed";
                        case Signal.Cancelled<Octets> ignored -> "cancelled";
                    };
            List<String> more = new ArrayList<>(context);
            more.add(said);
            List<Action<List<String>, Octets>> actions = new ArrayList<>();
            actions.add(new Action.Become<>(List.copyOf(more)));
            actions.addAll(does.apply(said));
            return actions;
        }

        @Override
        public Pull<List<String>, Octets> generate(List<String> context) {
            return gives == null ? new Pull.Idle<>(context) : gives;
        }

        @Override
        public void ended(Outcome<List<String>> outcome) {
            outcomes.add(outcome);
        }

        Outcome<List<String>> outcome() {
            assertEquals(1, outcomes.size(), outcomes::toString);
            return outcomes.getFirst();
        }
    }

    /** A stream that the fold is on. */
    static final class Stream {
        final Diary diary = new Diary();
        final List<Object> done = new ArrayList<>();
        final ClientFold<List<String>, Octets, Octets> fold;
        Calling<List<String>, Octets> call;

        Stream(Asking<Octets, Octets> asking) {
            fold = new ClientFold<>(asking, HEAD, diary, diary.initial(), false);
            call = fold.initial();
        }

        static Stream of(Kind kind) {
            return new Stream(asking(kind, 1000, null));
        }

        Stream begun() {
            return follow(fold.begun(call));
        }

        Stream on(dev.stillframe.api.handler.Signal signal) {
            return follow(fold.on(signal, call));
        }

        Stream head(ResponseHead head) {
            return on(new dev.stillframe.api.handler.Signal.Response(head));
        }

        Stream data(Octets octets) {
            return on(new dev.stillframe.api.handler.Signal.Data(octets));
        }

        Stream trailers(FieldSection fields) {
            return on(new dev.stillframe.api.handler.Signal.Trailers(fields)).end();
        }

        Stream end() {
            return on(new dev.stillframe.api.handler.Signal.End());
        }

        private Stream follow(
                List<dev.stillframe.api.handler.Action<Calling<List<String>, Octets>>> actions) {
            for (var action : actions) {
                if (action
                        instanceof
                        dev.stillframe.api.handler.Action.Become<Calling<List<String>, Octets>>
                                become) {
                    call = become.context();
                } else {
                    done.add(action);
                }
            }
            return this;
        }

        Outcome<List<String>> complete() {
            fold.ended(new dev.stillframe.api.handler.Outcome.Ok<>(call));
            return diary.outcome();
        }

        Outcome<List<String>> failed(End end) {
            fold.ended(new dev.stillframe.api.handler.Outcome.Failed<>(end, call));
            return diary.outcome();
        }
    }

    static dev.stillframe.api.handler.Action<Object> reset(ErrorCode code) {
        return new dev.stillframe.api.handler.Action.Reset<>(code);
    }

    static Octets framed(String... messages) {
        Octets all = Octets.EMPTY;
        for (String message : messages) {
            all = all.plus(Frames.of(Codec.OCTETS, Octets.utf8(message), null));
        }
        return all;
    }

    @SuppressWarnings("unchecked") // the fold's own
    static Calling<List<String>, Octets> castCalling(Object call) {
        return (Calling<List<String>, Octets>) call;
    }
}
