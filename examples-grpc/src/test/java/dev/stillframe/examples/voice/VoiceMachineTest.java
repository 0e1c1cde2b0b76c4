package dev.stillframe.examples.voice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.protobuf.ByteString;
import dev.stillframe.api.grpc.Code;
import dev.stillframe.api.grpc.Status;
import dev.stillframe.api.grpc.machine.Signal;
import dev.stillframe.examples.voice.v1.Audio;
import dev.stillframe.examples.voice.v1.FromLine;
import dev.stillframe.examples.voice.v1.Incoming;
import dev.stillframe.examples.voice.v1.Key;
import dev.stillframe.examples.voice.v1.PickedUp;
import dev.stillframe.examples.voice.v1.ToLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The call as a pure fold, on virtual time. */
@DisplayName("a telephone call, on virtual time")
class VoiceMachineTest {
    private static final Duration TICK = Duration.ofMillis(1);
    private static final FromLine ZERO = key(0);
    private static final FromLine PICKED_UP =
            FromLine.newBuilder().setPickedUp(PickedUp.getDefaultInstance()).build();

    private final List<VoiceMachine.Ended> saved = new ArrayList<>();
    private final VoiceMachine machine = new VoiceMachine(Patience.USUAL, saved::add);
    private Rehearsal<Conversation, FromLine, ToLine> call;

    @BeforeEach
    void ring() {
        call = new Rehearsal<>(machine);
        call.message(
                FromLine.newBuilder().setIncoming(Incoming.newBuilder().setNumber("123")).build());
        assertEquals(List.of(say("Hello.")), call.sent());
    }

    private static FromLine key(int digit) {
        return FromLine.newBuilder().setKey(Key.newBuilder().setDigit(digit)).build();
    }

    private static ToLine say(String words) {
        return ToLine.newBuilder().setSay(words).build();
    }

    private static ToLine echo(FromLine frame) {
        return ToLine.newBuilder().setAudio(frame.getAudio()).build();
    }

    private void endedOnce(String why, Code code) {
        assertEquals(1, saved.size());
        assertEquals(new Stage.Over(why), saved.getFirst().conversation().stage());
        assertEquals(code, saved.getFirst().status().code());
    }

    @Test
    @DisplayName("frames of 320 to 640 octets are counted and come back, and lost ones are noticed")
    void audio() {
        for (int sequence : new int[] {1, 2, 3, 6, 7}) {
            FromLine frame = VoiceCaller.frame(sequence);
            call.pass(VoiceCaller.FRAME).message(frame);
            assertEquals(List.of(echo(frame)), call.sent());
        }
        long octets = 480 + 640 + 320 + 320 + 480;
        assertEquals(new Conversation("123", new Stage.Talking(), 5, octets, 2), call.context());
        call.tell(new Signal.HalfClosed<>());
        assertEquals(Status.OK, call.status());
        endedOnce("hung up", Code.OK);
        assertEquals(5, saved.getFirst().conversation().frames());
    }

    @Test
    @DisplayName("who is silent for 5 s is asked, and after 5 s more the call is over")
    void silence() {
        call.pass(Duration.ofSeconds(3)).message(VoiceCaller.frame(1));
        call.sent();
        call.pass(Duration.ofSeconds(5).minus(TICK));
        assertEquals(List.of(), call.sent());
        call.pass(TICK);
        assertEquals(List.of(say("Are you there?")), call.sent());
        assertEquals(new Stage.Quiet(), call.context().stage());
        call.pass(Duration.ofSeconds(5).minus(TICK));
        assertNull(call.status());
        call.pass(TICK);
        assertEquals(Status.OK, call.status());
        endedOnce("silent", Code.OK);
    }

    @Test
    @DisplayName("who speaks again when asked has as much time as before")
    void speaksAgain() {
        call.pass(Duration.ofSeconds(9)).message(VoiceCaller.frame(1));
        assertEquals(new Stage.Talking(), call.context().stage());
        call.sent();
        call.pass(Duration.ofSeconds(5).minus(TICK));
        assertEquals(List.of(), call.sent());
        call.pass(TICK);
        assertEquals(List.of(say("Are you there?")), call.sent());
    }

    @Test
    @DisplayName("a transfer: nobody is asked whether they are there, and 20 s are enough")
    void transfer() {
        call.message(key(5)).message(ZERO);
        ToLine connect = ToLine.newBuilder().setConnect("operator").build();
        assertEquals(List.of(connect), call.sent());
        call.message(ZERO).pass(Duration.ofSeconds(20).minus(TICK));
        assertEquals(List.of(), call.sent());
        call.message(PICKED_UP).pass(Duration.ofHours(1)).message(VoiceCaller.frame(1));
        assertEquals(List.of(), call.sent());
        assertEquals(new Stage.Connected("operator"), call.context().stage());
        assertEquals(1, call.context().frames());
        call.tell(new Signal.HalfClosed<>());
        endedOnce("hung up", Code.OK);
    }

    @Test
    @DisplayName("a transfer that nobody takes: after 20 s the caller is told, and can go on")
    void nobodyPicksUp() {
        call.message(ZERO).pass(Duration.ofSeconds(20).minus(TICK));
        call.sent();
        call.pass(TICK);
        assertEquals(List.of(say("Nobody answers.")), call.sent());
        assertEquals(new Stage.Talking(), call.context().stage());
        call.pass(Duration.ofSeconds(5));
        assertEquals(List.of(say("Are you there?")), call.sent());
    }

    @Test
    @DisplayName("what makes no sense ends the call with INVALID_ARGUMENT, and is saved as well")
    void refused() {
        List<FromLine> wrong = new ArrayList<>();
        for (int size : new int[] {0, 319, 641}) {
            ByteString samples = ByteString.copyFrom(new byte[size]);
            wrong.add(
                    FromLine.newBuilder().setAudio(Audio.newBuilder().setSamples(samples)).build());
        }
        wrong.add(FromLine.getDefaultInstance());
        wrong.add(PICKED_UP);
        wrong.add(FromLine.newBuilder().setIncoming(Incoming.getDefaultInstance()).build());
        for (FromLine message : wrong) {
            saved.clear();
            ring();
            call.message(message);
            assertEquals(Code.INVALID_ARGUMENT, call.status().code(), message::toString);
            assertEquals(1, saved.size());
            assertEquals("123", saved.getFirst().conversation().number());
        }
        Rehearsal<Conversation, FromLine, ToLine> unknown = new Rehearsal<>(machine);
        unknown.message(VoiceCaller.frame(1));
        assertEquals(Status.of(Code.INVALID_ARGUMENT, "nobody calls"), unknown.status());
    }

    @Test
    @DisplayName("a call that is cut off in any stage is saved with all that was known")
    void cutOff() {
        call.message(VoiceCaller.frame(1)).message(ZERO);
        call.cut(Status.of(Code.CANCELLED, "the line is dead"));
        endedOnce("cut off: CANCELLED", Code.CANCELLED);
        assertEquals(1, saved.getFirst().conversation().frames());
        assertEquals("123", saved.getFirst().conversation().number());
    }

    @Test
    @DisplayName("a context that was kept goes on, and goes on otherwise, with the same results")
    void pure() {
        Conversation kept = call.context();
        Signal<FromLine> frame = new Signal.Message<>(VoiceCaller.frame(1));
        assertEquals(machine.on(frame, kept), machine.on(frame, kept));
        call.tell(frame).message(ZERO);
        assertNotEquals(kept, call.context());
        assertEquals(new Stage.Talking(), kept.stage());
        assertEquals(0, kept.frames());
        assertEquals(3, machine.on(frame, kept).size());
    }
}
