package dev.stillframe.grpc.call;

import static dev.stillframe.grpc.call.CallScript.ENDS;
import static dev.stillframe.grpc.call.CallScript.OK;
import static dev.stillframe.grpc.call.CallScript.asking;
import static dev.stillframe.grpc.call.CallScript.castCalling;
import static dev.stillframe.grpc.call.CallScript.framed;
import static dev.stillframe.grpc.call.CallScript.reset;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Codec;
import dev.stillframe.api.grpc.Compression;
import dev.stillframe.api.grpc.Method.Kind;
import dev.stillframe.api.grpc.RpcException;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.UncheckedRpcException;
import dev.stillframe.api.grpc.machine.Action;
import dev.stillframe.api.grpc.machine.Outcome;
import dev.stillframe.api.grpc.machine.Pull;
import dev.stillframe.api.message.Octets;
import dev.stillframe.grpc.call.CallScript.Stream;
import dev.stillframe.grpc.wire.Frames;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A client's call as a pure fold: what its machine wants. */
class ClientMachineTest {
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
