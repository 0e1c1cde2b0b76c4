package dev.stillframe.h2.connection;

import static dev.stillframe.h2.connection.Exchange.connectionError;
import static dev.stillframe.h2.connection.Exchange.content;
import static dev.stillframe.h2.connection.Exchange.open;
import static dev.stillframe.h2.connection.Exchange.streamError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.rfc.Requirement;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 9113 section 6.9: WINDOW_UPDATE and flow control. */
class Section69Test {
    private static final int WINDOW_UPDATE = 8;
    private static final int INITIAL = 65_535;
    private static final int MOST = Integer.MAX_VALUE;

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.9-1")
    @DisplayName("Frames that are exempt from flow control must be accepted and processed")
    void exemptFrames(Role role) {
        Script script = open(open(role, Section69Test::still), role, 3);
        script.send(full(1)).expectNothing().forget();
        assertEquals(0, script.state.receiveWindow());
        script.send(
                Wire.of()
                        .ping(false, Exchange.OPAQUE)
                        .settings(4, 5)
                        .priority(1, 0)
                        .windowUpdate(0, 1000)
                        .windowUpdate(3, 1000)
                        .headers(1, Exchange.ENTER, Wire.END_HEADERS | Wire.END_STREAM)
                        .reset(3, ErrorCode.CANCEL));
        script.expect("PING ACK " + Exchange.OPAQUE, "SETTINGS ACK").expectNothing();
        assertEquals(INITIAL + 1000, script.state.sendWindow());
        assertEquals(5, script.state.peerSettings().initialWindowSize());
        assertEquals(FieldSection.of("a", "b"), script.told(Notice.Trailers.class).fields());
        assertEquals(
                new Notice.Ended(3, new End.Reset(ErrorCode.CANCEL, true, "")),
                script.told(Notice.Ended.class));
        // Had the window not been used up, one octet more would be fine.
        connectionError(script.send(Wire.of().data(3, "x", false)), ErrorCode.FLOW_CONTROL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.9-2")
    @DisplayName("WINDOW_UPDATE with an increment of 0: a stream error of type PROTOCOL_ERROR")
    void incrementOfZero(Role role) {
        streamError(
                open(role).send(Wire.of().windowUpdate(1, 0)), role, 1, ErrorCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.9-3")
    @DisplayName("Errors on the connection flow-control window: a connection error")
    void errorsOnTheConnection(Role role) {
        connectionError(open(role).send(Wire.of().windowUpdate(0, 0)), ErrorCode.PROTOCOL_ERROR);
        connectionError(
                open(role).send(Wire.of().windowUpdate(0, MOST)), ErrorCode.FLOW_CONTROL_ERROR);
        Script script = open(open(role, Section69Test::still), role, 3).send(full(1));
        connectionError(script.send(Wire.of().data(3, "x", false)), ErrorCode.FLOW_CONTROL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.9-4")
    @DisplayName("WINDOW_UPDATE on a half-closed (remote) or closed stream is no error")
    void updateAfterTheEnd(Role role) {
        Script script = open(role).send(Wire.of().data(1, "abc", true)).forget();
        script.send(Wire.of().windowUpdate(1, 1000)).expectNothing().expectToldNothing();
        script.data(1, "abc", true).forget();
        script.send(Wire.of().windowUpdate(1, 1000)).expectNothing().expectToldNothing();
        Exchange.alive(script, role);
        Script reset = open(role).send(Wire.of().reset(1, ErrorCode.CANCEL)).forget();
        reset.send(Wire.of().windowUpdate(1, 1000)).expectNothing().expectToldNothing();
        Exchange.alive(reset, role);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.9-5")
    @DisplayName("Flow-controlled frames in error count for the connection's window all the same")
    void refusedDataCounts(Role role) {
        // After the peer's end, after our reset, after the peer's reset.
        Script ended = open(role, Section69Test::still).send(Wire.of().data(1, "", true));
        Script ours = open(role, Section69Test::still);
        ours.tell(new Command.Reset(1, ErrorCode.CANCEL));
        Script theirs = open(role, Section69Test::still).send(Wire.of().reset(1, ErrorCode.CANCEL));
        for (Script script : List.of(ended, ours, theirs)) {
            script.forget().send(Wire.of().data(1, content(10_000), false));
            assertEquals(INITIAL - 10_000, script.state.receiveWindow());
            script.send(Wire.of().paddedData(1, content(9_899), 100, false));
            assertEquals(INITIAL - 20_000, script.state.receiveWindow());
            script.forget().send(Wire.of().data(1, content(15_000), false));
            script.expect("WINDOW_UPDATE 0 35000").expectNothing();
            assertEquals(INITIAL, script.state.receiveWindow());
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.9-5")
    @DisplayName("DATA of a malformed message, and padding, come back to the connection's window")
    void malformedDataCounts(Role role) {
        Script script = Exchange.begun(role, Section69Test::still);
        if (role == Role.SERVER) {
            script.post(1, "content-length", "20000");
        } else {
            script.request(Exchange.GET, true);
            script.headers(1, false, ":status", "200", "content-length", "20000");
        }
        script.forget().send(Wire.of().paddedData(1, content(15_000), 255, false));
        script.expectNothing();
        script.send(Wire.of().data(1, content(5001), false).data(1, content(12_511), false));
        script.expectReset(1, ErrorCode.PROTOCOL_ERROR);
        script.expect("WINDOW_UPDATE 0 " + (15_256 + 5001 + 12_511)).expectNothing();
        assertEquals(INITIAL, script.state.receiveWindow());
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.9-6")
    @DisplayName("WINDOW_UPDATE with a length other than 4: connection error FRAME_SIZE_ERROR")
    void size(Role role) {
        for (int streamId : new int[] {0, 1}) {
            for (int size : new int[] {0, 3, 5}) {
                Wire frame = Wire.of().frame(WINDOW_UPDATE, 0, streamId, content(size));
                connectionError(open(role).send(frame), ErrorCode.FRAME_SIZE_ERROR);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.9.1-1")
    @DisplayName("A frame must not be longer than either flow-control window has space for")
    void bothWindows(Role role) {
        Script script = open(open(role, 4, 40_000), role, 3);
        script.data(1, content(60_000), true).data(3, content(60_000), true).forget();
        // 40,000 on the one, and what the connection's window leaves on the other.
        assertEquals(40_000, taken(script, 1));
        assertEquals(INITIAL - 40_000, taken(script, 3));
        assertEquals(0, script.state.sendWindow());
        script.send(Wire.of().windowUpdate(1, 5)).expectNothing();
        script.send(Wire.of().windowUpdate(0, 3)).forget();
        assertEquals(INITIAL + 3, taken(script, 1) + taken(script, 3));
        script.send(Wire.of().windowUpdate(0, 100_000).windowUpdate(1, 95)).forget();
        assertEquals(40_100, taken(script, 1));
        assertEquals(40_000, taken(script, 3));
        script.send(Wire.of().windowUpdate(1, 100_000).windowUpdate(3, 100_000)).forget();
        assertEquals(120_000, taken(script, 1) + taken(script, 3));
        int lengths =
                Exchange.frames(script, Frame.Data.class).stream()
                        .mapToInt(Frame.Data::length)
                        .sum();
        assertEquals(120_000, lengths, "padding would count too");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement({"9113-6.9.1-2", "9113-6.9.1-3"})
    @DisplayName("A sender must not allow the connection's window to exceed 2^31-1 octets")
    void mostOnConnection(Role role) {
        Script script = open(role).send(Wire.of().windowUpdate(0, MOST - INITIAL));
        assertEquals(MOST, script.expectOpen().state.sendWindow());
        connectionError(script.send(Wire.of().windowUpdate(0, 1)), ErrorCode.FLOW_CONTROL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement({"9113-6.9.1-2", "9113-6.9.1-3"})
    @DisplayName("A sender must not allow a stream's window to exceed 2^31-1 octets")
    void mostOnStream(Role role) {
        Script script = open(role).send(Wire.of().windowUpdate(1, MOST - INITIAL));
        script.expectOpen().expectNothing();
        streamError(
                script.send(Wire.of().windowUpdate(1, 1)), role, 1, ErrorCode.FLOW_CONTROL_ERROR);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.9.2-1")
    @DisplayName("When SETTINGS_INITIAL_WINDOW_SIZE changes, all stream windows are adjusted")
    void adjustsAllStreams(Role role) {
        Script script = open(open(role), role, 3).data(1, content(100), false).forget();
        script.send(Wire.of().settings(4, 120)).expect("SETTINGS ACK");
        script.data(1, content(1000), false).data(3, content(1000), false);
        script.expect("DATA 1 20", "DATA 3 120").expectNothing();
        script.send(Wire.of().settings(4, 130)).expect("SETTINGS ACK");
        script.expect("DATA 1 10", "DATA 3 10").expectNothing();
        assertEquals(INITIAL - 100 - 20 - 120 - 20, script.state.sendWindow());
        // Streams of later have it too.
        open(script, role, 5).data(5, content(1000), false).expect("DATA 5 130").expectNothing();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement({"9113-6.9.2-2", "9113-6.9.2-3"})
    @DisplayName("No flow-controlled frames are sent until a negative window becomes positive")
    void negativeWindow(Role role) {
        Script script = open(role, 4, 100).data(1, content(50), false).expect("DATA 1 50");
        script.send(Wire.of().settings(4, 20)).expect("SETTINGS ACK");
        script.data(1, content(10), false).expectNothing();
        script.send(Wire.of().windowUpdate(1, 30)).expectNothing();
        script.send(Wire.of().windowUpdate(1, 1)).expect("DATA 1 1").expectNothing();
        script.send(Wire.of().windowUpdate(1, 100)).expect("DATA 1 9").expectNothing();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.9.2-4")
    @DisplayName("SETTINGS_INITIAL_WINDOW_SIZE that takes a window over 2^31-1: a connection error")
    void settingsOverflow(Role role) {
        Script script = open(role).send(Wire.of().windowUpdate(1, MOST - INITIAL));
        connectionError(
                script.send(Wire.of().settings(4, INITIAL + 1)), ErrorCode.FLOW_CONTROL_ERROR);
        Script fine = open(role).send(Wire.of().windowUpdate(1, MOST - INITIAL - 1));
        Exchange.alive(fine.send(Wire.of().settings(4, INITIAL + 1)), role);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @DisplayName("The end of a message, without octets, keeps to a window that has become negative")
    void endInNegativeWindow(Role role) {
        Script script = open(open(role, Section69Test::steady), role, 3);
        Limits less = steady(Limits.DEFAULT.toBuilder()).streamWindow(100).build();
        script.tell(new Command.Change(less)).send(full(1)).send(Wire.of().settingsAck()).forget();
        script.send(Wire.of().data(1, "", true));
        Notice.Data end = new Notice.Data(1, Octets.EMPTY, true);
        assertTrue(script.notices().contains(end), script.notices()::toString);
        assertTrue(
                script.notices().stream().noneMatch(Notice.Fault.class::isInstance),
                script.notices()::toString);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    @Requirement("9113-6.9.3-1")
    @DisplayName("Data beyond a window that is being reduced is received until SETTINGS is ACKed")
    void reducedWindow(Role role) {
        Script script = open(open(role, Section69Test::steady), role, 3);
        Limits less = steady(Limits.DEFAULT.toBuilder()).streamWindow(100).build();
        script.tell(new Command.Change(less)).expect("SETTINGS 4=100").expectNothing();
        script.send(full(1)).expectNothing();
        assertEquals(4, script.notices().size(), "all of it is delivered");
        // From the acknowledgment on the new window holds, for old streams and new ones.
        script.send(Wire.of().settingsAck().data(3, content(100), false)).expectNothing();
        script.send(Wire.of().data(3, content(1), false));
        script.expectReset(3, ErrorCode.FLOW_CONTROL_ERROR).expectNothing();
        open(script, role, 5).send(Wire.of().data(5, content(100), false)).expectNothing();
        script.send(Wire.of().data(5, content(1), false));
        script.expectReset(5, ErrorCode.FLOW_CONTROL_ERROR);
        script.forget().send(Wire.of().data(1, content(1), false));
        streamError(script, role, 1, ErrorCode.FLOW_CONTROL_ERROR);
    }

    /** Windows that do not grow, the connection's as small as RFC 9113 makes it. */
    private static LimitsBuilder still(LimitsBuilder limits) {
        return limits.connectionWindow(INITIAL).maxStreamWindow(INITIAL);
    }

    /** Stream windows that do not grow. */
    private static LimitsBuilder steady(LimitsBuilder limits) {
        return limits.maxStreamWindow(1);
    }

    /** As much as a window of the initial size takes. */
    private static Octets full(int streamId) {
        Wire wire = Wire.of();
        for (int left = INITIAL; left > 0; left -= 16_384) {
            wire.data(streamId, content(Math.min(left, 16_384)), false);
        }
        return wire.octets();
    }

    private static int taken(Script script, int streamId) {
        return script.effects().stream()
                .filter(Effect.Take.class::isInstance)
                .map(Effect.Take.class::cast)
                .filter(take -> take.streamId() == streamId)
                .mapToInt(Effect.Take::octets)
                .sum();
    }
}
