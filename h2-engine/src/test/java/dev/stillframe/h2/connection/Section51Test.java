package dev.stillframe.h2.connection;

import static dev.stillframe.api.connection.ErrorCode.CANCEL;
import static dev.stillframe.api.connection.ErrorCode.PROTOCOL_ERROR;
import static dev.stillframe.api.connection.ErrorCode.STREAM_CLOSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.Priority;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9113 section 5.1 as far as both roles are bound: the states of a stream. */
class Section51Test {
    private static final String[] PROMISE = {
        ":method", "GET", ":scheme", "https", ":authority", "example.org", ":path", "/pushed"
    };

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.1-1")
    @DisplayName(
            "Idle: receiving any frame other than HEADERS or PRIORITY MUST be treated as a"
                    + " connection error of type PROTOCOL_ERROR")
    void idle(Role role) {
        for (int id : new int[] {2, 5}) {
            List<Wire> frames =
                    List.of(
                            Wire.of().data(id, "x", false),
                            Wire.of().data(id, "", true),
                            Wire.of().reset(id, CANCEL),
                            Wire.of().windowUpdate(id, 1),
                            Wire.of().windowUpdate(id, 0),
                            Wire.of().continuation(id, Octets.EMPTY, Wire.END_HEADERS));
            for (Wire frame : frames) {
                Exchange.connectionError(Ends.flowing(role).send(frame), PROTOCOL_ERROR);
            }
            Script promise = Ends.flowing(role);
            Octets block = promise.block(PROMISE);
            promise.send(Wire.of().pushPromise(id, 4, block, Wire.END_HEADERS));
            Exchange.connectionError(promise, PROTOCOL_ERROR);
            Script priority = Ends.flowing(role).send(Wire.of().priority(id, 3));
            Ends.alive(priority.expectNothing().expectToldNothing());
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.1-7")
    @DisplayName(
            "Half-closed (remote): to frames other than WINDOW_UPDATE, PRIORITY, or RST_STREAM it"
                    + " MUST respond with a stream error of type STREAM_CLOSED")
    void halfClosedRemote(Role role) {
        Script data = halfClosed(role).send(Wire.of().data(1, "x", false));
        Ends.streamError(data, 1, STREAM_CLOSED);
        data.send(Wire.of().data(1, "y", true)).expectNothing();
        Script empty = halfClosed(role).send(Wire.of().data(1, "", true));
        Ends.streamError(empty, 1, STREAM_CLOSED);
        Script headers = halfClosed(role).headers(1, true, "sum", "1");
        Ends.streamError(headers, 1, STREAM_CLOSED);

        Script allowed = halfClosed(role).send(Wire.of().windowUpdate(1, 99).priority(1, 3));
        allowed.expectNothing().expectToldNothing();
        allowed.data(1, "still open", false).expect("DATA 1 10");
        allowed.send(Wire.of().reset(1, CANCEL)).expectNothing();
        assertEquals(new End.Reset(CANCEL, true, ""), allowed.told(Notice.Ended.class).end());
        Ends.alive(allowed);
    }

    /** The peer has ended stream 1; we have not. */
    private static Script halfClosed(Role role) {
        return Ends.flowing(role).send(Wire.of().data(1, "", true)).forget();
    }

    /** Stream 1 is closed in each way, with content that the application has not consumed. */
    private static List<Script> closed(Role role) {
        Script ended = held(role).data(1, "", true).send(Wire.of().data(1, "", true));
        Script byPeer = held(role).send(Wire.of().reset(1, CANCEL));
        Script byUs = held(role).tell(new Command.Reset(1, CANCEL));
        Script fault = held(role).headers(1, false, "x", "trailers do not end the message");
        // Octets stand ready and find no window.
        Script stalled = Ends.flowing(role, 4, 0).data(1, "never sent", true);
        stalled.send(Wire.of().reset(1, CANCEL));
        return Stream.of(ended, byPeer, byUs, fault, stalled).map(Script::forget).toList();
    }

    private static Script held(Role role) {
        Script script = Ends.flowing(role);
        for (int i = 0; i < 3; i++) {
            script.send(Wire.of().data(1, Exchange.content(16_384), false));
        }
        return script;
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.1-8")
    @DisplayName("Closed: an endpoint MUST NOT send frames other than PRIORITY on a closed stream")
    void closedIsSilent(Role role) {
        for (Script script : closed(role)) {
            List<Command> commands =
                    List.of(
                            new Command.Respond(1, ResponseHead.of(200), false),
                            new Command.Respond(1, ResponseHead.of(103), false),
                            new Command.Data(1, 5, false),
                            new Command.Data(1, 0, true),
                            new Command.Trailers(1, FieldSection.of("sum", "1")),
                            new Command.Want(1),
                            new Command.Reset(1, CANCEL),
                            new Command.Push(8, 1, RequestHead.get("https", "example.org", "/")),
                            new Command.Reprioritize(1, Priority.DEFAULT));
            for (Command command : commands) {
                Ends.rejected(script, command);
            }
            script.consumed(1, 40_000);
            Ends.silent(script, 1);
            script.send(Wire.of().windowUpdate(1, 1000).settings(4, 100_000).reset(1, CANCEL));
            script.send(Wire.of().priority(1, 3));
            Ends.silent(script, 1);
            Ends.alive(script);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement({"9113-5.1-9", "9113-5.4.2-1"})
    @DisplayName(
            "Closed by our RST_STREAM: an endpoint MUST minimally process and then discard any"
                    + " frames it receives")
    void framesAfterOurReset(Role role) {
        Script script = Ends.flowing(role).tell(new Command.Reset(1, CANCEL));
        script.expectReset(1, CANCEL).forget();
        // The field enters the peer's table; the next block names it by its index.
        script.headers(1, true, "x-late", "indexed").expectNothing().expectToldNothing();
        Octets content = Exchange.content(16_384);
        for (int i = 0; i < 40; i++) {
            script.send(Wire.of().data(1, content, i == 39));
        }
        String credit = script.sent().getFirst();
        assertTrue(credit.startsWith("WINDOW_UPDATE 0 "), credit);
        assertTrue(Integer.parseInt(credit.substring(16)) >= 500_000, credit);
        script.forget().expectToldNothing();
        script.send(Wire.of().windowUpdate(1, 5).windowUpdate(1, 0).priority(1, 7)).expectNothing();
        script.send(Wire.of().reset(1, CANCEL).reset(1, CANCEL)).expectNothing();
        script.expectToldNothing();

        Ends.received(script, "x-late", "indexed");
        assertEquals("indexed", fields(script).value("x-late"));
        Ends.alive(script);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.4.2-1")
    @DisplayName(
            "The peer that sends the RST_STREAM frame MUST be prepared to receive any frames that"
                    + " were sent or enqueued for sending by the remote peer")
    void framesAfterStreamError(Role role) {
        Script script = halfClosed(role).send(Wire.of().data(1, "x", false));
        script.expectReset(1, STREAM_CLOSED).forget();
        script.send(Wire.of().data(1, "late", false).windowUpdate(1, 5)).expectNothing();
        script.headers(1, true, "late", "1").expectNothing();
        script.send(Wire.of().reset(1, CANCEL)).expectNothing().expectToldNothing();
        Ends.alive(script);
    }

    private static FieldSection fields(Script script) {
        return switch (Ends.headTold(script)) {
            case RequestHead request -> request.fields();
            case ResponseHead response -> response.fields();
        };
    }

    @Test
    @Requirement("9113-5.1-9")
    @DisplayName("Closed by our RST_STREAM: a promise is decoded, and its stream refused")
    void promiseAfterOurReset() {
        Script script = Ends.flowing(Role.CLIENT).tell(new Command.Reset(1, CANCEL)).forget();
        String[] promise = Arrays.copyOf(PROMISE, PROMISE.length + 2);
        promise[PROMISE.length] = "x-late";
        promise[PROMISE.length + 1] = "indexed";
        Octets block = script.block(promise);
        script.send(Wire.of().pushPromise(1, 2, block, Wire.END_HEADERS));
        script.expectReset(2, CANCEL).expectNothing().expectToldNothing();
        script.headers(2, false, ":status", "200").send(Wire.of().data(2, "late", true));
        script.expectNothing().expectToldNothing();
        Ends.received(script, "x-late", "indexed");
        assertEquals("indexed", fields(script).value("x-late"));
        Ends.alive(script);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("9113-5.1.1-3")
    @DisplayName(
            "The identifier of a newly established stream MUST be numerically greater than all"
                    + " streams that the initiating endpoint has opened or reserved")
    void identifiersGrow(Role role) {
        Script script = Ends.flowing(role);
        RequestHead head = RequestHead.get("https", "example.org", "/");
        for (int i = 0; i < 12; i++) {
            script.tell(
                    role == Role.CLIENT
                            ? new Command.Request(i, head, i % 2 == 0)
                            : new Command.Push(i, 1, head));
            int id = script.told(Notice.Started.class).streamId();
            switch (i % 4) {
                case 0 -> script.tell(new Command.Reset(id, CANCEL));
                case 1 -> script.send(Wire.of().reset(id, CANCEL));
                case 2 -> Ends.exchange(script);
                default -> script.tell(new Command.Request(0, wrong(), true));
            }
        }
        List<Integer> opened =
                Exchange.frames(script).stream()
                        .map(frame -> opened(role, frame))
                        .filter(Objects::nonNull)
                        .toList();
        assertTrue(opened.size() >= 12, () -> "opened " + opened);
        for (int i = 1; i < opened.size(); i++) {
            assertTrue(opened.get(i) > opened.get(i - 1), () -> "opened " + opened);
        }
    }

    /** What is told back takes no identifier. */
    private static RequestHead wrong() {
        return RequestHead.get("https", "example.org", "no path");
    }

    @org.jspecify.annotations.Nullable private static Integer opened(Role role, Frame frame) {
        return switch (frame) {
            case Frame.Headers headers -> role == Role.CLIENT ? headers.streamId() : null;
            case Frame.PushPromise promise -> promise.promisedId();
            default -> null;
        };
    }
}
