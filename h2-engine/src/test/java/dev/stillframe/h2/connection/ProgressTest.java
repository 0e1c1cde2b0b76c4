package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Law L7: what is under way is neither cancelled nor begun again because something else moves. */
class ProgressTest {
    private static int taken(Script script, int streamId) {
        int taken = 0;
        for (Effect effect : script.effects()) {
            if (effect instanceof Effect.Take take && take.streamId() == streamId) {
                taken += take.octets();
            }
        }
        return taken;
    }

    @DisplayName(
            "A response that waits for credit goes on where it was, whatever else comes meanwhile")
    @ParameterizedTest
    @EnumSource(
            value = Input.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DRAIN", "SHUTDOWN", "EOF", "FAILED", "NO_ROOM", "CHANGE"})
    void waitingResponse(Input input) {
        Script script = Script.server(limits -> limits.maxClosedStreams(5)).preface(4, 10);
        script.get(1).respond(1, 200, false).data(1, Octets.wrap(new byte[25]), true).post(3);
        assertEquals(10, taken(script, 1));
        input.happen(script, Role.SERVER, 3);
        if (Expectations.of(Situation.S_OPEN, input).startsWith("c")) {
            script.expectClosed();
            return;
        }
        script.forget().send(Wire.of().windowUpdate(1, 10));
        assertEquals(20, taken(script, 1));
        input.happen(script, Role.SERVER, 3);
        script.send(Wire.of().windowUpdate(1, 10));
        assertEquals(25, taken(script, 1), "each octet once");
        assertTrue(
                script.notices().contains(new Notice.Ended(1, new End.Complete())),
                script.notices()::toString);
    }

    @Test
    @DisplayName("A wish for credit is granted once, and no frame in between takes it away")
    void wantedCredit() {
        Script script = Script.server().preface(4, 0).get(1).respond(1, 200, false).post(3);
        script.tell(new Command.Want(1)).forget();
        script.send(Wire.of().data(3, "in between", false).ping(false, Octets.utf8("12345678")));
        script.get(5).respond(5, 204, true);
        assertTrue(script.notices().stream().noneMatch(n -> n instanceof Notice.Credit));
        script.forget().send(Wire.of().windowUpdate(1, 100));
        assertEquals(new Notice.Credit(1, 100), script.told(Notice.Credit.class));
        script.forget().send(Wire.of().windowUpdate(1, 100)).expectToldNothing();
    }

    @Test
    @DisplayName("Input and output that end in the same step end both, in whichever order")
    void bothHalvesInOneStep() {
        Octets last = Wire.of().data(1, "last", true).octets();
        List<Event> in = List.of(new Event.Received(last));
        List<Event> out =
                List.of(
                        new Command.Respond(1, ResponseHead.of(200), false),
                        new Command.Trailers(1, FieldSection.of("a", "b")));
        for (boolean first : new boolean[] {true, false}) {
            Script script = Script.server().preface().post(1).forget();
            List<Event> batch = new ArrayList<>(first ? in : out);
            batch.addAll(first ? out : in);
            script.step(batch.toArray(Event[]::new));
            script.expect("HEADERS 1 :status=200", "HEADERS 1 END_STREAM a=b");
            assertEquals("last", script.told(Notice.Data.class).octets().utf8());
            assertEquals(new End.Complete(), script.told(Notice.Ended.class).end());
            assertEquals(0, script.state.activeStreams());
        }
    }

    @Test
    @DisplayName("A head, content in parts and trailers that wait go out in their order, once")
    void waitingTrailers() {
        Script script = Script.server().preface(4, 3).get(1).forget().respond(1, 200, false);
        script.data(1, "abc", false).data(1, "def", false);
        script.tell(new Command.Trailers(1, FieldSection.of("t", "1")));
        script.expect("HEADERS 1 :status=200", "DATA 1 3").expectNothing();
        script.get(3).respond(3, 204, true).expect("HEADERS 3 END_STREAM :status=204");
        script.send(Wire.of().windowUpdate(1, 3)).expect("DATA 1 3", "HEADERS 1 END_STREAM t=1");
        script.send(Wire.of().windowUpdate(0, 3)).expectNothing();
    }

    @Test
    @DisplayName("A slow reader holds up nobody else")
    void slowReader() {
        Script script = Script.server().preface(4, 5);
        for (int id = 1; id < 200; id += 2) {
            script.get(id).respond(id, 200, false).data(id, "hello, world", true);
        }
        script.forget().send(Wire.of().windowUpdate(77, 100)).expect("DATA 77 7 END_STREAM");
    }

    @Test
    @DisplayName("Who only wants credit, with the connection's window shut, does not ring for ever")
    void wantsWithoutWindow() {
        Duration patience = Duration.ofSeconds(1);
        Script script = Script.server(limits -> limits.stallTimeout(patience)).preface(4, 1 << 20);
        script.get(1).get(3).respond(1, 200, false).respond(3, 200, false);
        script.data(1, Octets.wrap(new byte[65_535]), false).tell(new Command.Want(3)).forget();
        script.after(patience).expectNothing().expectOpen();
        assertTrue(script.state.wakeAt() > script.now, "wants to be woken in the past");
        script.send(Wire.of().windowUpdate(0, 10));
        assertEquals(new Notice.Credit(3, 10), script.told(Notice.Credit.class));
    }
}
