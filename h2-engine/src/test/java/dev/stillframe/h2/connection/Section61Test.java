package dev.stillframe.h2.connection;

import static dev.stillframe.h2.connection.Exchange.awaiting;
import static dev.stillframe.h2.connection.Exchange.connectionError;
import static dev.stillframe.h2.connection.Exchange.content;
import static dev.stillframe.h2.connection.Exchange.open;
import static dev.stillframe.h2.connection.Exchange.plain;
import static dev.stillframe.h2.connection.Exchange.streamError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9113 sections 6.1 to 6.4: DATA, HEADERS, PRIORITY, RST_STREAM, as received. */
class Section61Test {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PRIORITY = 2;
    private static final int RST_STREAM = 3;
    private static final int PADDED = 0x8;
    private static final int WITH_PRIORITY = 0x20;

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.1-3")
    @DisplayName("DATA whose Stream Identifier is 0x00: a connection error of type PROTOCOL_ERROR")
    void dataOnStreamZero(Role role) {
        connectionError(open(role).send(Wire.of().data(0, "abc", false)), ErrorCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.1-4")
    @DisplayName("DATA on a half-closed (remote) stream: a stream error of type STREAM_CLOSED")
    void dataAfterTheEnd(Role role) {
        Script script = open(role).send(Wire.of().data(1, "abc", true)).forget();
        script.send(Wire.of().data(1, "late", false));
        streamError(script, role, 1, ErrorCode.STREAM_CLOSED);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.1-4")
    @DisplayName("DATA on a closed stream: a stream error of type STREAM_CLOSED")
    void dataOnClosed(Role role) {
        Script script = open(role).send(Wire.of().data(1, "abc", true)).data(1, "abc", true);
        assertEquals(new End.Complete(), script.told(Notice.Ended.class).end());
        script.forget()
                .send(Wire.of().data(1, "late", false))
                .expectReset(1, ErrorCode.STREAM_CLOSED)
                .expectNothing();
        Exchange.untold(script, Notice.Data.class);
        Exchange.alive(script, role);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.1-5")
    @DisplayName("DATA padded with its whole length or more: connection error PROTOCOL_ERROR")
    void dataOverpadded(Role role) {
        for (int pad : new int[] {5, 6, 255}) {
            Octets payload = Octets.of(pad, 0, 0, 0, 0);
            connectionError(
                    open(role).send(Wire.of().frame(DATA, PADDED, 1, payload)),
                    ErrorCode.PROTOCOL_ERROR);
        }
        Script script = open(role);
        int flags = PADDED | Wire.END_STREAM;
        script.send(Wire.of().frame(DATA, flags, 1, Octets.of(4, 0, 0, 0, 0)));
        assertEquals(new Notice.Data(1, Octets.EMPTY, true), script.told(Notice.Data.class));
        Exchange.alive(script, role);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement({"9113-6.2-3", "9113-6.10-2"})
    @DisplayName("Any other frame within a field block: a connection error of type PROTOCOL_ERROR")
    void interruptedBlock(Role role) {
        Octets block = plain(role);
        List<Octets> others =
                List.of(
                        Wire.of().data(1, "abc", false).octets(),
                        Wire.of().headers(1, block, Wire.END_HEADERS).octets(),
                        Wire.of().headers(3, block, Wire.END_HEADERS).octets(),
                        Wire.of().priority(1, 0).octets(),
                        Wire.of().frame(PRIORITY, 0, 1, content(4)).octets(),
                        Wire.of().reset(1, ErrorCode.CANCEL).octets(),
                        Wire.of().settings().octets(),
                        Wire.of().settingsAck().octets(),
                        Wire.of().ping(false, Exchange.OPAQUE).octets(),
                        Wire.of().goAway(0, ErrorCode.NO_ERROR, "").octets(),
                        Wire.of().windowUpdate(0, 1000).octets(),
                        Wire.of().windowUpdate(1, 1000).octets(),
                        Wire.of().frame(0x55, 0, 1, content(3)).octets(),
                        Wire.of().frame(0x55, 0, 0, content(3)).octets(),
                        Wire.of().continuation(3, Octets.EMPTY, Wire.END_HEADERS).octets());
        for (Octets other : others) {
            Wire first = Wire.of().headers(1, block, 0);
            connectionError(awaiting(role).send(first.raw(other)), ErrorCode.PROTOCOL_ERROR);
            Wire second =
                    Wire.of().headers(1, block.slice(0, 1), 0).continuation(1, block.from(1), 0);
            connectionError(awaiting(role).send(second.raw(other)), ErrorCode.PROTOCOL_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.2-5")
    @DisplayName("HEADERS whose Stream Identifier is 0x00: connection error PROTOCOL_ERROR")
    void headersOnStreamZero(Role role) {
        Wire frame = Wire.of().headers(0, plain(role), Wire.END_HEADERS);
        connectionError(awaiting(role).send(frame), ErrorCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.2-6")
    @DisplayName("HEADERS padded with their whole length or more: connection error PROTOCOL_ERROR")
    void headersOverpadded(Role role) {
        Octets block = plain(role);
        for (int pad : new int[] {block.length() + 1, block.length() + 2, 255}) {
            Octets payload = Octets.of(pad).plus(block);
            int flags = PADDED | Wire.END_HEADERS;
            connectionError(
                    awaiting(role).send(Wire.of().frame(HEADERS, flags, 1, payload)),
                    ErrorCode.PROTOCOL_ERROR);
        }
        // With PRIORITY, what is left after its 5 octets bounds the padding.
        Octets payload = Octets.of(block.length() + 1).plus(content(5)).plus(block);
        int flags = PADDED | WITH_PRIORITY | Wire.END_HEADERS;
        connectionError(
                awaiting(role).send(Wire.of().frame(HEADERS, flags, 1, payload)),
                ErrorCode.PROTOCOL_ERROR);
        Script script = awaiting(role).send(Wire.of().paddedHeaders(1, block, 9, Wire.END_HEADERS));
        assertEquals(1, script.notices().size());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.3-1")
    @DisplayName("PRIORITY with a stream identifier of 0x00: connection error PROTOCOL_ERROR")
    void priorityOnStreamZero(Role role) {
        connectionError(open(role).send(Wire.of().priority(0, 1)), ErrorCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.3-2")
    @DisplayName("PRIORITY with a length other than 5: a stream error of type FRAME_SIZE_ERROR")
    void prioritySize(Role role) {
        for (int size : new int[] {0, 4, 6}) {
            Script script = open(role).send(Wire.of().frame(PRIORITY, 0, 1, content(size)));
            streamError(script, role, 1, ErrorCode.FRAME_SIZE_ERROR);
            // An idle stream cannot be reset (section 6.4): the fault is told, and no more.
            Script idle = open(role).send(Wire.of().frame(PRIORITY, 0, 9, content(size)));
            idle.expectNothing();
            assertEquals(ErrorCode.FRAME_SIZE_ERROR, idle.told(Notice.Fault.class).code());
            Exchange.alive(idle, role);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.4-1")
    @DisplayName("After receiving RST_STREAM, the receiver must not send more for that stream")
    void silentAfterReset(Role role) {
        Script script = open(role, 4, 10).data(1, content(100), false).expect("DATA 1 10");
        script.send(Wire.of().reset(1, ErrorCode.CANCEL)).expectNothing();
        assertTrue(script.effects().contains(new Effect.Drop(1)));
        assertEquals(
                new End.Reset(ErrorCode.CANCEL, true, ""), script.told(Notice.Ended.class).end());
        script.forget().send(Wire.of().windowUpdate(1, 1000));
        List<Command> commands =
                List.of(
                        new Command.Data(1, 5, false),
                        new Command.Trailers(1, FieldSection.of("a", "b")),
                        new Command.Want(1),
                        new Command.Reset(1, ErrorCode.CANCEL));
        for (Command command : commands) {
            script.tell(command);
            assertEquals(command, script.told(Notice.Rejected.class).command());
        }
        script.expectNothing();
        Exchange.alive(script, role);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.4-2")
    @DisplayName("After sending RST_STREAM, frames that the peer had sent before are processed")
    void lateFrames(Role role) {
        Script script =
                open(role, limits -> limits.connectionWindow(65_535))
                        .tell(new Command.Reset(1, ErrorCode.CANCEL))
                        .expectReset(1, ErrorCode.CANCEL)
                        .forget()
                        .send(
                                Wire.of()
                                        .data(1, content(16_384), false)
                                        .data(1, content(16_384), false)
                                        .data(1, content(16_384), false)
                                        .windowUpdate(1, 1000)
                                        .headers(
                                                1,
                                                Exchange.ENTER,
                                                Wire.END_HEADERS | Wire.END_STREAM));
        script.expect("WINDOW_UPDATE 0 32768").expectNothing().expectToldNothing();
        if (role == Role.CLIENT) {
            script.request(Exchange.GET, true).forget();
        }
        Octets next = plain(role).plus(Exchange.NEWEST);
        script.send(Wire.of().headers(3, next, Wire.END_HEADERS | Wire.END_STREAM));
        FieldSection fields =
                role == Role.SERVER
                        ? script.told(Notice.Request.class).head().fields()
                        : script.told(Notice.Response.class).head().fields();
        assertEquals(FieldSection.of("a", "b"), fields);
        Exchange.alive(script, role);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.4-4")
    @DisplayName("RST_STREAM with a stream identifier of 0x00: connection error PROTOCOL_ERROR")
    void resetOfStreamZero(Role role) {
        connectionError(
                open(role).send(Wire.of().reset(0, ErrorCode.CANCEL)), ErrorCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.4-5")
    @DisplayName("RST_STREAM must not be sent for a stream in the \"idle\" state")
    void resetOfIdleIsNotSent(Role role) {
        for (int idle : new int[] {2, 7}) {
            Script script = open(role).tell(new Command.Reset(idle, ErrorCode.CANCEL));
            script.expectNothing();
            assertEquals(
                    new Command.Reset(idle, ErrorCode.CANCEL),
                    script.told(Notice.Rejected.class).command());
            Exchange.alive(script, role);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.4-6")
    @DisplayName("RST_STREAM identifying an idle stream: connection error PROTOCOL_ERROR")
    void resetOfIdle(Role role) {
        for (int idle : new int[] {2, 3, 5}) {
            connectionError(
                    open(role).send(Wire.of().reset(idle, ErrorCode.CANCEL)),
                    ErrorCode.PROTOCOL_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.4-7")
    @DisplayName("RST_STREAM with a length other than 4: connection error FRAME_SIZE_ERROR")
    void resetSize(Role role) {
        for (int size : new int[] {0, 3, 5, 8}) {
            connectionError(
                    open(role).send(Wire.of().frame(RST_STREAM, 0, 1, content(size))),
                    ErrorCode.FRAME_SIZE_ERROR);
        }
    }
}
