package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.stream.StreamState;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Laws L4 and L6 over every pair of a stream's state and an input: nothing throws, the outcome is
 * what the table says, other streams are left alone, and every stream ends exactly once.
 */
class StateInputMatrixTest {
    static Stream<Arguments> pairs() {
        return Arrays.stream(Situation.values())
                .flatMap(
                        situation ->
                                Arrays.stream(Input.values())
                                        .map(input -> Arguments.of(situation, input)));
    }

    @DisplayName("Every state of a stream, every input")
    @ParameterizedTest(name = "{0} <- {1}")
    @MethodSource("pairs")
    void pair(Situation situation, Input input) {
        Script script = situation.script();
        Invariants.check(script.state);
        StreamState bystander = bystander(script);
        ConnectionState before = (ConnectionState) script.state;

        input.happen(script, situation.role, situation.streamId);

        String expected = Expectations.of(situation, input);
        String outcome = outcome(script, situation, before);
        boolean quiet = outcome.equals("ok") || outcome.equals("-");
        assertEquals(expected, expected.equals("quiet") && quiet ? "quiet" : outcome);
        Invariants.check(script.state);
        if (script.state.phase() != Iteration.Phase.CLOSED) {
            if (input != Input.CHANGE && input != Input.PUSH) {
                assertEquals(bystander, bystander(script), "another stream was disturbed");
            }
            goesOn(script);
        }
        script.step(new Event.TransportFailed("over")).expectClosed();
        Invariants.check(script.state);
        Invariants.endings(script.effects());
        Octets late = Wire.of().windowUpdate(1, 0).octets();
        script.forget().send(late).expectNothing().expectToldNothing();
    }

    private static StreamState bystander(Script script) {
        StreamState state = ((ConnectionState) script.state).streams().at(1);
        assertNotNull(state, "the bystander has gone");
        return state;
    }

    /** The connection answers, and carries the bystander's content. */
    private static void goesOn(Script script) {
        script.forget().room(Script.ALWAYS).send(Wire.of().ping(false, Octets.utf8("still up")));
        assertTrue(
                script.sent().contains("PING ACK " + Octets.utf8("still up")),
                script.sent()::toString);
        script.forget().data(1, "onwards", false);
        assertTrue(script.sent().contains("DATA 1 7"), script.sent()::toString);
        script.send(Wire.of().data(1, "inwards", true));
        assertEquals("inwards", script.told(Notice.Data.class).octets().utf8());
    }

    private static String outcome(Script script, Situation situation, ConnectionState before) {
        List<Notice> told = script.notices();
        List<String> sent = script.sent();
        Notice.Fault fault = null;
        for (Notice notice : told) {
            if (notice instanceof Notice.Rejected) {
                assertEquals(List.of(), sent, "a rejected command has sent something");
                assertEquals(before.streams(), ((ConnectionState) script.state).streams());
                return "r";
            }
            if (notice instanceof Notice.Fault next) {
                assertEquals(null, fault, "one fault, told twice");
                fault = next;
                assertTrue(!next.reason().isEmpty(), "a fault without words");
            }
        }
        boolean closed = script.state.phase() == Iteration.Phase.CLOSED;
        if (fault == null) {
            return closed ? "end" : told.isEmpty() && unchanged(script, before) ? "-" : "ok";
        }
        String letter = letter(fault.code());
        if (fault.streamId() == 0) {
            assertTrue(closed, "a connection error that did not close");
            assertTrue(sent.stream().anyMatch(line -> line.startsWith("GOAWAY ")), sent::toString);
            assertEquals("CLOSE", sent.getLast());
            return "c" + letter;
        }
        assertTrue(!closed, "a stream error that closed");
        assertEquals(situation.streamId, fault.streamId());
        boolean reset = sent.contains("RST_STREAM " + situation.streamId + " " + fault.code());
        return reset ? "s" + letter : "f";
    }

    /** Whether all that moved is the connection's own: windows, budgets, time. */
    private static boolean unchanged(Script script, ConnectionState before) {
        ConnectionState now = (ConnectionState) script.state;
        boolean quiet =
                script.sent().stream().allMatch(line -> line.startsWith("WINDOW_UPDATE 0 "));
        return quiet && now.streams().equals(before.streams()) && now.ids().equals(before.ids());
    }

    private static String letter(ErrorCode code) {
        return switch (code.toString()) {
            case "PROTOCOL_ERROR" -> "P";
            case "STREAM_CLOSED" -> "C";
            case "FLOW_CONTROL_ERROR" -> "F";
            case "FRAME_SIZE_ERROR" -> "Z";
            default -> code.toString();
        };
    }
}
