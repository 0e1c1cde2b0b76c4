package dev.stillframe.h2.connection;

import static dev.stillframe.h2.connection.Exchange.begun;
import static dev.stillframe.h2.connection.Exchange.connectionError;
import static dev.stillframe.h2.connection.Exchange.content;
import static dev.stillframe.h2.connection.Exchange.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9113 section 6.5: SETTINGS. */
class Section65Test {
    private static final int SETTINGS = 4;
    private static final int ACK = 1;

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5-1")
    @DisplayName("SETTINGS are sent at the start of a connection, and may be at any other time")
    void sentAtTheStart(Role role) {
        Script script = role == Role.SERVER ? Script.server() : Script.client();
        script.step().expectStart("SETTINGS ");
        script = begun(role);
        script.tell(new Command.Change(Limits.DEFAULT.toBuilder().streamWindow(9).build()))
                .expect("SETTINGS 4=9")
                .expectNothing();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5-2")
    @DisplayName("SETTINGS_HEADER_TABLE_SIZE is supported")
    void headerTableSize(Role role) {
        Script script = message(begun(role, 1, 0), role);
        assertEquals(0, script.state.peerSettings().headerTableSize());
        Octets block = Exchange.frames(script, Frame.Headers.class).getFirst().fragment();
        assertEquals(0x20, block.at(0), "a size update to 0 (RFC 7541 section 6.3)");
        // Nothing may enter a table of no size, so the same head costs the same again.
        int first = block.length() - 1;
        script = message(message(begun(role, 1, 0), role), role);
        assertEquals(
                first, Exchange.frames(script, Frame.Headers.class).getLast().fragment().length());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @Requirement("9113-6.5-2")
    @DisplayName("SETTINGS_ENABLE_PUSH is supported")
    void enablePush(int value) {
        Script script = Script.with(Options.of(Role.SERVER).withPush()).preface(2, value).get(1);
        assertEquals(value == 1, script.state.peerSettings().enablePush());
        script.forget().tell(new Command.Push(7, 1, Exchange.GET));
        if (value == 1) {
            script.expectStart("PUSH_PROMISE 1 2 ");
        } else {
            script.expectNothing();
            script.told(Notice.Rejected.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5-2")
    @DisplayName("SETTINGS_MAX_CONCURRENT_STREAMS is supported")
    void maxConcurrentStreams(Role role) {
        Script script = Script.with(Options.of(role).withPush()).preface(3, 1);
        assertEquals(1, script.state.peerSettings().maxConcurrentStreams());
        if (role == Role.SERVER) {
            script.get(1)
                    .forget()
                    .tell(new Command.Push(7, 1, Exchange.GET))
                    .respond(2, 200, false);
            script.expectStart("PUSH_PROMISE 1 2").expect("HEADERS 2 :status=200").forget();
            script.tell(new Command.Push(8, 1, Exchange.GET));
        } else {
            script.request(Exchange.GET, true).forget().request(Exchange.GET, true);
        }
        script.expectNothing();
        script.told(Notice.Rejected.class);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5-2")
    @DisplayName("SETTINGS_INITIAL_WINDOW_SIZE is supported")
    void initialWindowSize(Role role) {
        Script script = open(role, 4, 7);
        assertEquals(7, script.state.peerSettings().initialWindowSize());
        script.data(1, content(10), true).expect("DATA 1 7").expectNothing();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5-2")
    @DisplayName("SETTINGS_MAX_FRAME_SIZE is supported")
    void maxFrameSize(Role role) {
        Script script = open(role, 5, 20_000);
        assertEquals(20_000, script.state.peerSettings().maxFrameSize());
        script.data(1, content(20_000), true).expect("DATA 1 20000 END_STREAM").expectNothing();
        Script longer = open(role, 5, 20_000).data(1, content(20_001), true).forget();
        Exchange.frames(longer, Frame.Data.class)
                .forEach(data -> assertTrue(data.length() <= 20_000, data::toString));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5-2")
    @DisplayName("SETTINGS_MAX_HEADER_LIST_SIZE is supported: an advice that is handed on")
    void maxHeaderListSize(Role role) {
        Script script = begun(role).send(Wire.of().settings(6, 1000));
        assertEquals(1000, script.told(Notice.PeerSettings.class).settings().maxHeaderListSize());
        assertEquals(1000, script.state.peerSettings().maxHeaderListSize());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5-3")
    @DisplayName("When the ACK flag is set, the payload of SETTINGS must be empty")
    void acknowledgmentIsEmpty(Role role) {
        Script script = begun(role).send(Wire.of().settings(4, 1000, 3, 7));
        // The reader takes an acknowledgment of any other length for no frame at all.
        script.expect("SETTINGS ACK").expectNothing();
        Frame.Settings last = Exchange.frames(script, Frame.Settings.class).getLast();
        assertTrue(last.ack());
        assertEquals(0, last.count());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5-4")
    @DisplayName("SETTINGS with ACK and a length other than 0: connection error FRAME_SIZE_ERROR")
    void acknowledgmentWithPayload(Role role) {
        for (int size : new int[] {1, 6, 12}) {
            connectionError(
                    begun(role).send(Wire.of().frame(SETTINGS, ACK, 0, content(size))),
                    ErrorCode.FRAME_SIZE_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5-6")
    @DisplayName("SETTINGS on a stream: a connection error of type PROTOCOL_ERROR")
    void onStream(Role role) {
        connectionError(
                open(role).send(Wire.of().frame(SETTINGS, 0, 1, Octets.EMPTY)),
                ErrorCode.PROTOCOL_ERROR);
        connectionError(
                open(role).send(Wire.of().frame(SETTINGS, ACK, 1, Octets.EMPTY)),
                ErrorCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5-7")
    @DisplayName("Badly formed or incomplete SETTINGS: a connection error of type PROTOCOL_ERROR")
    void badlyFormed(Role role) {
        int[][] wrong = {{2, 2}, {5, 16_383}, {3, 1, 5, 0}, {8, 2}, {9, 2}};
        for (int[] pairs : wrong) {
            connectionError(begun(role).send(Wire.of().settings(pairs)), ErrorCode.PROTOCOL_ERROR);
        }
        // Cut short, it is an end without an answer: nobody is left to read one.
        Octets cut = Wire.of().settings(4, 7).octets();
        Script script = begun(role).send(cut.slice(0, 12)).step(new Event.InputClosed());
        script.expect("CLOSE").expectClosed();
        assertEquals(65_535, script.state.peerSettings().initialWindowSize());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5-8")
    @DisplayName("SETTINGS with a length other than a multiple of 6: FRAME_SIZE_ERROR")
    void size(Role role) {
        for (int size : new int[] {1, 5, 7, 13}) {
            connectionError(
                    begun(role).send(Wire.of().frame(SETTINGS, 0, 0, content(size))),
                    ErrorCode.FRAME_SIZE_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5.2-3")
    @DisplayName("SETTINGS_ENABLE_PUSH other than 0 or 1: connection error PROTOCOL_ERROR")
    void enablePushValues(Role role) {
        for (int value : new int[] {2, 256, -1}) {
            connectionError(
                    begun(role).send(Wire.of().settings(2, value)), ErrorCode.PROTOCOL_ERROR);
        }
        Exchange.alive(begun(role).send(Wire.of().settings(2, 0)), role);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5.2-7")
    @DisplayName("SETTINGS_INITIAL_WINDOW_SIZE above 2^31-1: connection error FLOW_CONTROL_ERROR")
    void initialWindowSizeValues(Role role) {
        for (int value : new int[] {Integer.MIN_VALUE, -1}) {
            connectionError(
                    begun(role).send(Wire.of().settings(4, value)), ErrorCode.FLOW_CONTROL_ERROR);
        }
        Exchange.alive(begun(role).send(Wire.of().settings(4, Integer.MAX_VALUE)), role);
    }

    @Test
    @Requirement("9113-6.5.2-8")
    @DisplayName("SETTINGS_MAX_FRAME_SIZE must be advertised between 2^14 and 2^24-1, inclusive")
    void maxFrameSizeAdvertised() {
        Script.server(limits -> limits.maxFrameSize(16_777_215))
                .step()
                .expect("SETTINGS 3=100 5=16777215 6=16384 8=1 9=1");
        assertEquals(
                16_384, Limits.DEFAULT.toBuilder().maxFrameSize(16_384).build().maxFrameSize());
        for (int value : new int[] {0, 16_383, 16_777_216}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Limits.DEFAULT.toBuilder().maxFrameSize(value).build());
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5.2-9")
    @DisplayName("SETTINGS_MAX_FRAME_SIZE outside 2^14 to 2^24-1: connection error PROTOCOL_ERROR")
    void maxFrameSizeValues(Role role) {
        for (int value : new int[] {0, 16_383, 16_777_216, -1}) {
            connectionError(
                    begun(role).send(Wire.of().settings(5, value)), ErrorCode.PROTOCOL_ERROR);
        }
        for (int value : new int[] {16_384, 16_777_215}) {
            Exchange.alive(begun(role).send(Wire.of().settings(5, value)), role);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement({"9113-6.5.2-10", "9113-6.5.3-3"})
    @DisplayName("A setting with any unknown identifier must be ignored")
    void unknownSettings(Role role) {
        Script script = open(role);
        script.send(Wire.of().settings(0, 1, 3, 9, 0x07, -1, 0x0a0a, 2, 4, 5, 0xffff, 0))
                .expect("SETTINGS ACK")
                .expectNothing();
        assertEquals(9, script.state.peerSettings().maxConcurrentStreams());
        assertEquals(5, script.state.peerSettings().initialWindowSize());
        script.data(1, content(10), false).expect("DATA 1 5");
        Exchange.alive(script, role);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5.3-1")
    @DisplayName("SETTINGS must be applied as soon as possible upon receipt")
    void appliedAtOnce(Role role) {
        Script script = open(role).ready(1, content(100));
        script.step(
                        new Event.Received(Wire.of().settings(4, 5).octets()),
                        new Command.Data(1, 100, false))
                .expect("SETTINGS ACK", "DATA 1 5")
                .expectNothing();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5.3-2")
    @DisplayName("The values in SETTINGS must be processed in the order they appear")
    void inOrder(Role role) {
        open(role)
                .send(Wire.of().settings(4, 1, 4, 50))
                .expect("SETTINGS ACK")
                .data(1, content(100), false)
                .expect("DATA 1 50");
        // RFC 7541 section 4.2: the smallest size in between must be signalled, then the last.
        Script script = message(begun(role), role);
        script.send(Wire.of().settings(1, 0, 1, 4096)).expectStart("HEADERS");
        script.expect("SETTINGS ACK");
        Octets block =
                Exchange.frames(message(script, role), Frame.Headers.class).getLast().fragment();
        assertEquals(Octets.hex("203fe11f"), block.slice(0, 4));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.5.3-4")
    @DisplayName("Once all values have been processed, SETTINGS with ACK must be emitted at once")
    void acknowledgedAtOnce(Role role) {
        Script script = begun(role);
        if (role == Role.CLIENT) {
            script.request(Exchange.GET, true).forget();
        }
        Wire batch =
                Wire.of()
                        .settings(4, 100)
                        .ping(false, Exchange.OPAQUE)
                        .headers(1, Exchange.plain(role), Wire.END_HEADERS)
                        .settings(4, 200);
        script.room(0)
                .send(batch)
                .expect("SETTINGS ACK", "PING ACK " + Exchange.OPAQUE, "SETTINGS ACK")
                .expectNothing();
        // An acknowledgment is not acknowledged.
        script.send(Wire.of().settingsAck()).expectNothing();
    }

    /** We send a whole message of head and trailers on a new stream. */
    private static Script message(Script script, Role role) {
        if (role == Role.CLIENT) {
            return script.request(
                    RequestHead.of(
                            "GET", "https", "example.org", "/", FieldSection.of("kept", "always")),
                    true);
        }
        int streamId = script.state.activeStreams() * 2 + 1;
        return script.get(streamId).respond(streamId, 200, false, "kept", "always");
    }
}
