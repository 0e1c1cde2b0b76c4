package dev.stillframe.grpc.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.CallHead;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Metadata;
import dev.stillframe.api.grpc.Method;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Machine;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.grpc.wire.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's call as a pure fold (PROTOCOL-HTTP2). */
class ClientFoldTest {
    private static final CallHead HEAD =
            new CallHead("test.Service", "Call", "host", Duration.ZERO, Metadata.EMPTY);
    private static final ResponseHead OK =
            ResponseHead.of(200, "content-type", "application/grpc", "x-head", "h");
    private static final FieldSection ENDS = FieldSection.of("grpc-status", "0", "x-end", "e");

    private static Method<Octets, Octets> method(Kind kind) {
        return Method.of(kind, "test.Service", "Call", Codec.OCTETS, Codec.OCTETS);
    }

    private static Asking<Octets, Octets> asking(Kind kind, int most, Compression compression) {
        return new Asking<>(
                method(kind),
                compression,
                List.of(Compression.GZIP),
                most,
                "agent",
                Metadata.of("x-own", "1"));
    }

    /** Writes down what it is told; does what it is given for each signal. */
    private static final class Diary implements Machine<List<String>, Octets, Octets> {
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
    private static final class Stream {
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

    private static dev.stillframe.api.handler.Action<Object> reset(ErrorCode code) {
        return new dev.stillframe.api.handler.Action.Reset<>(code);
    }

    private static Octets framed(String... messages) {
        Octets all = Octets.EMPTY;
        for (String message : messages) {
            all = all.plus(Frames.of(Codec.OCTETS, Octets.utf8(message), null));
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    @DisplayName("however the content is split, the same is told in the same order, and once")
    void anySegmentation(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            List<String> expected = new ArrayList<>(List.of("begin Call", "headers h"));
            Octets all = Octets.EMPTY;
            boolean gzip = random.nextBoolean();
            for (int i = random.nextInt(5); i > 0; i--) {
                String message = "m".repeat(random.nextInt(300)) + i;
                expected.add(message);
                all =
                        all.plus(
                                Frames.of(
                                        Codec.OCTETS,
                                        Octets.utf8(message),
                                        gzip && random.nextBoolean() ? Compression.GZIP : null));
            }
            Stream stream = Stream.of(Kind.BIDIRECTIONAL).begun();
            if (random.nextBoolean()) {
                stream.head(ResponseHead.of(103, "x-head", "not this one"));
            }
            stream.head(
                    gzip ? new ResponseHead(200, OK.fields().plus("grpc-encoding", "gzip")) : OK);
            for (int at = 0; at < all.length(); ) {
                int length = Math.min(all.length() - at, 1 + random.nextInt(1 + round));
                byte[] piece = all.slice(at, length).toArray();
                stream.data(Octets.wrap(piece));
                java.util.Arrays.fill(piece, (byte) 0x55);
                at += length;
            }
            Outcome<List<String>> outcome = stream.trailers(ENDS).complete();
            assertEquals(Status.OK, outcome.status());
            assertEquals(expected, outcome.context());
            assertEquals("e", outcome.trailers().value("x-end"));
        }
    }

    @Test
    @DisplayName("the head of a request: POST, te, and the time-out first among gRPC's")
    void requestHead() {
        RequestHead head =
                asking(Kind.UNARY, 1, Compression.GZIP)
                        .head("http", "host:1", Duration.ofMillis(1500));
        assertEquals("POST http host:1 /test.Service/Call", line(head));
        assertEquals(
                FieldSection.of(
                        "te", "trailers",
                        "grpc-timeout", "1500000u",
                        "content-type", "application/grpc",
                        "grpc-encoding", "gzip",
                        "grpc-accept-encoding", "gzip",
                        "user-agent", "agent",
                        "x-own", "1"),
                head.fields());
        assertNull(
                asking(Kind.UNARY, 1, null)
                        .head("http", "host", null)
                        .fields()
                        .value("grpc-timeout"));
    }

    private static String line(RequestHead head) {
        return head.method() + ' ' + head.scheme() + ' ' + head.authority() + ' ' + head.path();
    }

    @Test
    @DisplayName("trailers alone end the call, with their metadata")
    void trailersOnly() {
        ResponseHead alone =
                ResponseHead.of(
                        200,
                        "content-type",
                        "application/grpc",
                        "grpc-status",
                        "5",
                        "grpc-message",
                        "no%20such",
                        "x-end",
                        "e");
        Stream stream = Stream.of(Kind.UNARY).begun().head(alone).end();
        Outcome<List<String>> outcome = stream.complete();
        assertEquals(Status.of(Code.NOT_FOUND, "no such"), outcome.status());
        assertEquals("e", outcome.trailers().value("x-end"));
        assertEquals(List.of("begin Call"), outcome.context());
        assertEquals(List.of(reset(ErrorCode.NO_ERROR)), stream.done);
    }

    @ParameterizedTest
    @CsvSource({
        "400, INTERNAL",
        "401, UNAUTHENTICATED",
        "403, PERMISSION_DENIED",
        "404, UNIMPLEMENTED",
        "429, UNAVAILABLE",
        "502, UNAVAILABLE",
        "503, UNAVAILABLE",
        "504, UNAVAILABLE",
        "500, UNKNOWN",
        "200, UNKNOWN"
    })
    @DisplayName("a response that is not gRPC's has the status of its HTTP status")
    void http(int status, Code code) {
        ResponseHead page = ResponseHead.of(status, "content-type", "text/html");
        Stream stream = Stream.of(Kind.UNARY).begun().head(page).data(Octets.utf8("<html>")).end();
        Outcome<List<String>> outcome = stream.complete();
        assertEquals(code, outcome.status().code());
        assertTrue(outcome.status().message().contains("text/html"), outcome.status()::message);
    }

    @Test
    @DisplayName("a status that is said counts more than that of HTTP")
    void statusWithHttp() {
        ResponseHead both = ResponseHead.of(503, "content-type", "text/html", "grpc-status", "7");
        assertEquals(
                Code.PERMISSION_DENIED,
                Stream.of(Kind.UNARY).begun().head(both).complete().status().code());
    }

    @Test
    @DisplayName("a response without a status is UNKNOWN, with trailers and without")
    void noStatus() {
        Stream bare = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK).end();
        assertEquals(Code.UNKNOWN, bare.complete().status().code());
        Stream other = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK);
        assertEquals(
                Code.UNKNOWN,
                other.trailers(FieldSection.of("x-end", "e")).complete().status().code());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNARY", "CLIENT_STREAMING"})
    @DisplayName("one response is one: none and two are UNIMPLEMENTED, and an error is an error")
    void oneResponse(Kind kind) {
        Stream none = Stream.of(kind).begun().head(OK).trailers(ENDS);
        assertEquals(Code.UNIMPLEMENTED, none.complete().status().code());

        ResponseHead alone = ResponseHead.of(200, "grpc-status", "0");
        assertEquals(
                Code.UNIMPLEMENTED, Stream.of(kind).begun().head(alone).complete().status().code());

        Stream two = Stream.of(kind).begun().head(OK).data(framed("a", "b"));
        assertEquals(List.of(reset(ErrorCode.CANCEL)), two.done);
        Outcome<List<String>> outcome = two.trailers(ENDS).complete();
        assertEquals(Code.UNIMPLEMENTED, outcome.status().code());
        assertEquals(List.of("begin Call", "headers h", "a"), outcome.context());

        Stream error = Stream.of(kind).begun().head(OK);
        error.data(framed("a")).trailers(FieldSection.of("grpc-status", "9"));
        assertEquals(Code.FAILED_PRECONDITION, error.complete().status().code());
    }

    @Test
    @DisplayName("a message that is cut short is INTERNAL, unless the server says why")
    void truncated() {
        Octets part = framed("whole").slice(0, 7);
        Stream cut = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK).data(part).trailers(ENDS);
        assertEquals(Code.INTERNAL, cut.complete().status().code());
        Stream told = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK).data(part);
        told.trailers(FieldSection.of("grpc-status", "14"));
        assertEquals(Code.UNAVAILABLE, told.complete().status().code());
    }

    @Test
    @DisplayName("a message that is too large is RESOURCE_EXHAUSTED, also after decompression")
    void tooLarge() {
        Stream large = Stream.of(Kind.UNARY).begun().head(OK).data(framed("x".repeat(1001)));
        assertEquals(List.of(reset(ErrorCode.CANCEL)), large.done);
        assertEquals(Code.RESOURCE_EXHAUSTED, large.complete().status().code());

        Octets bomb = Frames.of(Codec.OCTETS, Octets.utf8("x".repeat(1001)), Compression.GZIP);
        assertTrue(bomb.length() < 1000);
        Stream small = Stream.of(Kind.UNARY).begun();
        small.head(new ResponseHead(200, OK.fields().plus("grpc-encoding", "gzip"))).data(bomb);
        assertEquals(Code.RESOURCE_EXHAUSTED, small.complete().status().code());
    }

    @Test
    @DisplayName("a compression that is not known, or not named, is INTERNAL")
    void compression() {
        Stream unknown = Stream.of(Kind.UNARY).begun();
        unknown.head(new ResponseHead(200, OK.fields().plus("grpc-encoding", "lzma")));
        assertEquals(Code.INTERNAL, unknown.complete().status().code());
        Octets message = Frames.of(Codec.OCTETS, Octets.utf8("x"), Compression.GZIP);
        Stream unnamed = Stream.of(Kind.UNARY).begun().head(OK).data(message);
        assertEquals(Code.INTERNAL, unnamed.complete().status().code());
    }

    @ParameterizedTest
    @CsvSource({
        "0, INTERNAL",
        "1, INTERNAL",
        "2, INTERNAL",
        "3, INTERNAL",
        "7, UNAVAILABLE",
        "8, CANCELLED",
        "11, RESOURCE_EXHAUSTED",
        "12, PERMISSION_DENIED"
    })
    @DisplayName("a stream that is reset has the status of its code, and the last context")
    void reset(int number, Code code) {
        Stream stream = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK).data(framed("a"));
        Outcome<List<String>> outcome =
                stream.failed(new End.Reset(ErrorCode.of(number), true, ""));
        assertEquals(code, outcome.status().code());
        assertEquals(List.of("begin Call", "headers h", "a"), outcome.context());
    }

    @Test
    @DisplayName("a connection that is lost is UNAVAILABLE; after the trailers it is nothing")
    void lost() {
        End lost = new End.Lost(ErrorCode.NO_ERROR, true, "gone");
        Stream stream = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK);
        assertEquals(Code.UNAVAILABLE, stream.failed(lost).status().code());
        Stream whole = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK).trailers(ENDS);
        assertEquals(Status.OK, whole.failed(lost).status());
        Stream never = Stream.of(Kind.BIDIRECTIONAL);
        End refused = new End.Unprocessed(ErrorCode.REFUSED_STREAM, "");
        assertEquals(Code.UNAVAILABLE, never.failed(refused).status().code());
    }

    @Test
    @DisplayName("what a machine sends in a go leaves together, with the end behind it")
    void sends() {
        Stream stream = Stream.of(Kind.CLIENT_STREAMING);
        stream.diary.does =
                said ->
                        said.startsWith("begin")
                                ? List.of(
                                        new Action.Send<>(Octets.utf8("a")),
                                        new Action.Send<>(Octets.utf8("b")),
                                        new Action.HalfClose<>())
                                : List.of();
        stream.begun();
        assertEquals(
                List.of(
                        new dev.stillframe.api.handler.Action.Send<>(framed("a")),
                        new dev.stillframe.api.handler.Action.Send<>(framed("b")),
                        new dev.stillframe.api.handler.Action.Close<>()),
                stream.done);
        assertInstanceOf(
                dev.stillframe.api.handler.Pull.Idle.class, stream.fold.generate(stream.call));
        stream.head(OK).data(framed("r"));
        assertEquals(Status.OK, stream.trailers(ENDS).complete().status());
        // Not all of the request need have left.
        assertEquals(reset(ErrorCode.CANCEL), stream.done.getLast());
    }

    @Test
    @DisplayName(
            "the generator's Emit is a frame, compressed where that is wanted; Done is the end")
    void generates() {
        Stream stream = new Stream(asking(Kind.BIDIRECTIONAL, 1000, Compression.GZIP)).begun();
        stream.diary.gives = new Pull.Emit<>(Octets.utf8("x"), List.of("one"));
        var emit =
                assertInstanceOf(
                        dev.stillframe.api.handler.Pull.Emit.class,
                        stream.fold.generate(stream.call));
        assertEquals(1, emit.octets().at(0));
        stream.diary.gives = Pull.Done.of(List.of("two"));
        var done =
                assertInstanceOf(
                        dev.stillframe.api.handler.Pull.Done.class,
                        stream.fold.generate(stream.call));
        Calling<?, ?> after = assertInstanceOf(Calling.class, done.next());
        assertEquals(List.of("two"), after.context());
        assertTrue(after.halfClosed());
    }

    @Test
    @DisplayName("a large message leaves piece by piece, and whole ahead of what follows")
    void pieces() {
        Octets large = Octets.wrap(new byte[100_000]);
        Octets frame = Frames.of(Codec.OCTETS, large, null);
        Stream stream = Stream.of(Kind.BIDIRECTIONAL);
        stream.diary.does =
                said -> said.startsWith("tick") ? List.of(new Action.HalfClose<>()) : List.of();
        stream.begun();
        stream.diary.gives = new Pull.Emit<>(large, List.of("one"));
        Octets out = Octets.EMPTY;
        for (int i = 0; i < 2; i++) {
            var emit =
                    assertInstanceOf(
                            dev.stillframe.api.handler.Pull.Emit.class,
                            stream.fold.generate(stream.call));
            assertTrue(emit.octets().length() <= 32_768);
            out = out.plus(emit.octets());
            stream.call = castCalling(emit.next());
        }
        stream.on(new dev.stillframe.api.handler.Signal.Alarm("now"));
        assertEquals(
                List.of(
                        new dev.stillframe.api.handler.Action.Send<>(frame.from(out.length())),
                        new dev.stillframe.api.handler.Action.Close<>()),
                stream.done);
        assertEquals(frame.slice(0, out.length()), out);
        assertEquals(1, stream.call.sent());
    }

    @Test
    @DisplayName("a machine that ends the call resets the stream, and its status is the outcome's")
    void givesUp() {
        Status enough = Status.of(Code.ABORTED, "enough");
        Stream acting = Stream.of(Kind.BIDIRECTIONAL);
        acting.diary.does =
                said -> said.equals("a") ? List.of(Action.Finish.with(enough)) : List.of();
        acting.begun().head(OK).data(framed("a", "b"));
        assertEquals(List.of(reset(ErrorCode.CANCEL)), acting.done);
        Outcome<List<String>> outcome = acting.failed(new End.Reset(ErrorCode.CANCEL, false, ""));
        assertEquals(enough, outcome.status());
        assertEquals(List.of("begin Call", "headers h", "a"), outcome.context());

        Stream pulled = Stream.of(Kind.BIDIRECTIONAL).begun();
        pulled.diary.gives = new Pull.Fail<>(List.of("last"), enough);
        var given =
                assertInstanceOf(
                        dev.stillframe.api.handler.Pull.Reset.class,
                        pulled.fold.generate(pulled.call));
        assertEquals(ErrorCode.CANCEL, given.code());
        pulled.call = castCalling(given.next());
        Outcome<List<String>> other = pulled.failed(new End.Reset(ErrorCode.CANCEL, false, ""));
        assertEquals(enough, other.status());
        assertEquals(List.of("last"), other.context());
    }

    @SuppressWarnings("unchecked") // the fold's own
    private static Calling<List<String>, Octets> castCalling(Object call) {
        return (Calling<List<String>, Octets>) call;
    }

    @Test
    @DisplayName("a machine that fails ends the call: CANCELLED, or with the status it has meant")
    void throwing() {
        Stream failing = Stream.of(Kind.BIDIRECTIONAL);
        failing.diary.does =
                said -> {
                    throw new IllegalStateException("on purpose");
                };
        failing.begun();
        assertEquals(List.of(reset(ErrorCode.CANCEL)), failing.done);
        Outcome<List<String>> outcome = failing.failed(new End.Reset(ErrorCode.CANCEL, false, ""));
        assertEquals(Code.CANCELLED, outcome.status().code());
        assertEquals(List.of(), outcome.context());

        Stream meaning = Stream.of(Kind.BIDIRECTIONAL);
        meaning.diary.does =
                said -> {
                    throw new UncheckedRpcException(new RpcException(Code.DATA_LOSS, "lost"));
                };
        assertEquals(
                Status.of(Code.DATA_LOSS, "lost"),
                meaning.begun().failed(new End.Reset(ErrorCode.CANCEL, false, "")).status());
    }

    @Test
    @DisplayName(
            "a second request of a method that takes one, and one behind the last, are refused")
    void tooManyRequests() {
        Stream second = Stream.of(Kind.SERVER_STREAMING);
        second.diary.does =
                said ->
                        List.of(
                                new Action.Send<>(Octets.utf8("a")),
                                new Action.Send<>(Octets.utf8("b")));
        second.begun();
        assertEquals(reset(ErrorCode.CANCEL), second.done.getLast());
        Stream behind = Stream.of(Kind.BIDIRECTIONAL);
        behind.diary.does =
                said -> List.of(new Action.HalfClose<>(), new Action.Send<>(Octets.utf8("b")));
        behind.begun();
        assertEquals(reset(ErrorCode.CANCEL), behind.done.getLast());
    }

    @Test
    @DisplayName("a timer is the stream's alarm, and its tag comes back")
    void timers() {
        Stream stream = Stream.of(Kind.BIDIRECTIONAL);
        stream.diary.does =
                said ->
                        said.startsWith("begin")
                                ? List.of(new Action.After<>(Duration.ofSeconds(3), "late"))
                                : List.of();
        stream.begun();
        assertEquals(
                List.of(
                        new dev.stillframe.api.handler.Action.Alarm<>(
                                Duration.ofSeconds(3), "late")),
                stream.done);
        stream.on(new dev.stillframe.api.handler.Signal.Alarm("late"));
        assertEquals(List.of("begin Call", "tick late"), stream.call.context());
    }

    @Test
    @DisplayName("old states can be stepped again, and differently")
    void values() {
        Stream stream = Stream.of(Kind.BIDIRECTIONAL).begun().head(OK).data(framed("a"));
        Calling<List<String>, Octets> kept = stream.call;
        stream.data(framed("b")).trailers(ENDS);
        assertNotNull(stream.call.over());
        stream.call = kept;
        stream.data(framed("c"));
        assertEquals(List.of("begin Call", "headers h", "a", "c"), stream.call.context());
        assertNull(stream.call.over());
    }
}
