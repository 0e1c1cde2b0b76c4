package dev.stillframe.workbench.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.h2.recording.Head;
import dev.stillframe.h2.recording.Outcome;
import dev.stillframe.h2.recording.RecordingWriter;
import dev.stillframe.h2.recording.Replay;
import dev.stillframe.h2.recording.Step;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("playing a recording back")
class PlaybackTest {

    private static final Options CLIENT = Options.of(Role.CLIENT);

    /** SETTINGS, WINDOW_UPDATE and a frame that means nothing, from a server. */
    private static final Octets SETTINGS = Octets.hex("000006 04 00 00000000 0003 00000064");

    private static final RequestHead HEAD =
            RequestHead.of(
                    "GET",
                    "https",
                    "a.example",
                    "/path?token=hidden",
                    FieldSection.of("authorization", "hidden", "x", "y"));

    private static final List<List<Event>> LIFE =
            List.of(
                    List.of(new Event.Clock(5_000_000)),
                    List.of(
                            new Event.Clock(6_500_000),
                            new Event.Received(
                                    SETTINGS.plus(Octets.hex("000004 08 00 00000000 00000009"))),
                            new Event.Room(1000)),
                    List.of(
                            new Event.Clock(7_000_000),
                            new Command.Request(9, HEAD, false),
                            new Command.Data(1, 10, false)),
                    List.of(new Event.Clock(8_000_000), new Event.TransportFailed("cut\u001b[2J")));

    private final StringWriter said = new StringWriter();

    /** The recording of that life, in which one step came out otherwise. */
    private static Octets recording(int wrong, boolean ended) {
        Octets octets =
                RecordingWriter.MAGIC.plus(
                        RecordingWriter.head(new Head(CLIENT, "then", "a test")));
        Replay replay = Replay.of(CLIENT);
        for (int i = 1; i <= LIFE.size(); i++) {
            List<Event> events = LIFE.get(i - 1);
            Replay.Replayed replayed = replay.step(new Step(i, 0, events, null));
            replay = replayed.next();
            Outcome outcome = i == wrong ? Outcome.of(List.of()) : replayed.outcome();
            octets =
                    octets.plus(RecordingWriter.batch(events))
                            .plus(RecordingWriter.outcome(outcome));
        }
        return ended ? octets.plus(RecordingWriter.end("it was enough")) : octets;
    }

    private boolean play(Octets recording, int until, boolean verbose) {
        return new Playback(new PrintWriter(said), until, verbose).run(recording);
    }

    private void says(String text) {
        assertTrue(said.toString().contains(text), () -> text + " is missing in\n" + said);
    }

    @Test
    @DisplayName("tells what came, was asked, was sent and was told, and that all is as recorded")
    void right() {
        assertTrue(play(recording(0, true), Integer.MAX_VALUE, false));
        says("A client's connection, recorded at then by a test");
        says("the client's preface");
        says("step 2, 1.500 ms");
        says("came  28 octets");
        says("SETTINGS MAX_CONCURRENT_STREAMS = 100");
        says("WINDOW_UPDATE 0 +9");
        says("asks  a request: GET https://a.example/path?…, 2 fields");
        says("HEADERS 1, ");
        says("send  10 octets of the content of 1");
        says("DATA 1, 10 octets");
        says("tell  token 9 has stream 1");
        says("came  a failure: cut?[2J");
        says("tell  end of 1: lost");
        says("All 4 steps came out as recorded.");
        says("The recording ends because it was enough.");
    }

    @Test
    @DisplayName("shows values of fields only when it is asked to, and never control characters")
    void secrets() {
        play(recording(0, true), Integer.MAX_VALUE, false);
        assertFalse(said.toString().contains("hidden"), said::toString);
        play(recording(0, true), Integer.MAX_VALUE, true);
        says("authorization: hidden");
        says(":path: /path?token=hidden");
        says("00 00 06 04 00 00 00 00 00 00 03 00 00 00 64");
        assertEquals(-1, said.toString().indexOf('\u001b'));
    }

    @Test
    @DisplayName("says at which step and octet it comes out otherwise, and goes no further")
    void wrong() {
        assertFalse(play(recording(2, true), Integer.MAX_VALUE, false));
        says("Step 2 DIFFERS; its record is at octet ");
        says("recorded: 0 effects, 0 octets sent, CRC 00000000 and 00000000");
        says("What is sent differs, and what the application is told.");
        assertFalse(said.toString().contains("step 3"), said::toString);
    }

    @Test
    @DisplayName("ends where it is told to, and shows the connection there")
    void until() {
        assertTrue(play(recording(4, true), 3, false));
        says("The first 3 steps came out as recorded. The connection here:");
        says("phase          OPEN");
        says("streams        1");
        assertFalse(said.toString().contains("step 4"), said::toString);
    }

    @Test
    @DisplayName("is right about what there is of a recording that breaks off")
    void cut() {
        Octets octets = recording(0, false);
        assertTrue(play(octets.slice(0, octets.length() - 1), Integer.MAX_VALUE, false));
        says("All 4 steps came out as recorded.");
        says("The recording breaks off after octet ");
    }

    @Test
    @DisplayName("is not right when a part cannot be read")
    void damaged() {
        byte[] octets = recording(0, true).toArray();
        octets[octets.length - 1] ^= 1;
        assertFalse(play(Octets.wrap(octets), Integer.MAX_VALUE, false));
        says("The recording CANNOT BE READ from octet ");
    }

    @Test
    @DisplayName("refuses what is no recording")
    void none() {
        assertThrows(
                IllegalArgumentException.class,
                () -> play(Octets.utf8("no recording"), Integer.MAX_VALUE, false));
    }
}
