package dev.stillframe.h2.runtime.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.Recordings;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.connection.ConnectionState;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.recording.Ending;
import dev.stillframe.h2.recording.Outcome;
import dev.stillframe.h2.recording.Recorded;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The recorder")
class RecorderTest {
    private static final Options OPTIONS = Options.of(Role.SERVER);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Octets GET = Octets.hex("82 87 84 01 01 61");
    private static final Iteration START = ConnectionState.initial(OPTIONS);

    /** A whole connection. */
    private static List<List<Event>> life() {
        List<List<Event>> batches = new ArrayList<>();
        batches.add(received(Wire.of().preface().settings(3, 100).settingsAck()));
        for (int i = 0; i < 5; i++) {
            int id = 2 * i + 1;
            batches.add(received(Wire.of().headers(id, GET, Wire.END_HEADERS | Wire.END_STREAM)));
            batches.add(
                    List.of(
                            new Event.Clock(i),
                            new Command.Respond(id, ResponseHead.of(200, "x", "y"), false),
                            new Command.Data(id, 100, true)));
            batches.add(List.of(new Event.Clock(i), new Event.Room(1000)));
        }
        batches.add(
                List.of(
                        new Event.Clock(9),
                        new Command.Shutdown(ErrorCode.NO_ERROR, "done", false)));
        return batches;
    }

    private static List<Event> received(Wire wire) {
        return List.of(new Event.Clock(0), new Event.Received(wire.octets()));
    }

    private static List<Event> ping() {
        return received(Wire.of().ping(false, Octets.utf8("12345678")));
    }

    private static Tape begin(Recorder recorder) {
        Tape tape = recorder.begin(OPTIONS, "a test");
        if (tape == null) {
            throw new AssertionError("not recorded");
        }
        return tape;
    }

    /** Steps through the batches, with a tape or without, and gives what came of it. */
    private static List<Transition> live(@Nullable Tape tape, List<List<Event>> batches) {
        List<Transition> transitions = new ArrayList<>();
        Iteration state = START;
        for (List<Event> batch : batches) {
            Transition next = tape == null ? state.step(batch) : tape.step(state, batch);
            transitions.add(next);
            state = next.next();
        }
        return transitions;
    }

    @Test
    @DisplayName("writes what went into each step and what came of it")
    void whole() {
        FakeDisk disk = new FakeDisk(Long.MAX_VALUE);
        Recorder recorder = disk.recorder();
        List<Transition> transitions = live(begin(recorder), life());
        assertTrue(recorder.flush(PATIENCE));
        Recorded recorded = Recorded.read(disk.contents().getFirst());
        assertEquals(OPTIONS, recorded.head().options());
        assertEquals("a test", recorded.head().software());
        assertEquals(life(), recorded.steps().stream().map(step -> step.events()).toList());
        assertEquals(transitions.stream().map(Transition::effects).toList(), recorded.effects());
        assertEquals(0, recorded.differs());
        assertEquals(new Ending.Said("the connection has ended"), recorded.ending());
        assertEquals(List.of(), disk.open());
        assertEquals(0, recorder.brokenOff());
        recorder.close();
    }

    @Test
    @DisplayName("copies what the host's buffer holds before the host uses it again")
    void buffers() {
        FakeDisk disk = new FakeDisk(Long.MAX_VALUE);
        Recorder recorder = disk.recorder();
        Tape tape = begin(recorder);
        byte[] buffer = Wire.of().preface().settings().octets().toArray();
        Octets sent = Octets.wrap(buffer.clone());
        tape.step(START, List.of(new Event.Received(Octets.wrap(buffer))));
        Arrays.fill(buffer, (byte) 0xff);
        recorder.close();
        Recorded recorded = Recorded.read(disk.contents().getFirst());
        assertEquals(List.of(new Event.Received(sent)), recorded.steps().getFirst().events());
        assertEquals(0, recorded.differs());
    }

    @Test
    @DisplayName("lets the connection be when the disk is full, after any octet")
    void fullDisk() {
        FakeDisk enough = new FakeDisk(Long.MAX_VALUE);
        List<Transition> expected = live(null, life());
        try (Recorder recorder = enough.recorder()) {
            live(begin(recorder), life());
        }
        int length = enough.contents().getFirst().length();
        int most = 0;
        for (int room = 0; room < length; room += 7) {
            FakeDisk disk = new FakeDisk(room);
            try (Recorder recorder = disk.recorder()) {
                assertEquals(expected, live(begin(recorder), life()));
                assertTrue(recorder.flush(PATIENCE));
                assertEquals(1, recorder.brokenOff());
                assertEquals(List.of(), disk.open());
                assertNull(recorder.begin(OPTIONS, ""), "not one file after the other meanwhile");
                assertEquals(1, recorder.unrecorded());
            }
            for (Octets contents : disk.contents()) {
                Recorded recorded = Recorded.read(contents);
                assertInstanceOf(Ending.Cut.class, recorded.ending());
                assertEquals(0, recorded.differs());
                assertTrue(recorded.steps().size() >= most);
                most = recorded.steps().size();
            }
            assertEquals(most > 0 ? 1 : disk.contents().size(), disk.contents().size());
        }
        assertEquals(life().size(), most);
    }

    @Test
    @DisplayName("breaks off where the disk is too slow, and holds no more than it may")
    void slowDisk() {
        FakeDisk disk = new FakeDisk(Long.MAX_VALUE);
        Recordings where = new Recordings(Path.of("nowhere"), 1 << 20, 1 << 20, 2, 65_536);
        Recorder recorder = disk.recorder(where);
        disk.halt(); // before the file is made: else as many pings as are a flood may find room
        Tape tape = begin(recorder);
        Iteration state = tape.step(START, life().getFirst()).next();
        int steps = 1;
        while (!tape.over()) {
            state = tape.step(state, ping()).next();
            steps++;
            assertTrue(recorder.queued() <= 65_536, "queued: " + recorder.queued());
            assertTrue(steps < 10_000, "nothing stops it");
        }
        assertEquals(
                state.step(ping()).effects(), tape.step(state, ping()).effects(), "it goes on");
        disk.go();
        assertTrue(recorder.flush(PATIENCE));
        assertEquals(0, recorder.queued());
        Recorded recorded = Recorded.read(disk.contents().getFirst());
        assertEquals(
                new Ending.Said("more was to be written than the disk could take"),
                recorded.ending());
        assertTrue(recorded.steps().size() >= steps - 1, recorded.steps().size() + " of " + steps);
        assertEquals(0, recorded.differs());
        assertEquals(1, recorder.brokenOff());
        live(begin(recorder), life());
        recorder.close();
        assertEquals(
                new Ending.Said("the connection has ended"),
                Recorded.read(disk.contents().getLast()).ending(),
                "another connection is recorded again");
    }

    @Test
    @DisplayName("ends a recording at its limit")
    void limit() {
        FakeDisk disk = new FakeDisk(Long.MAX_VALUE);
        Recorder recorder = disk.recorder(Recordings.in(Path.of("nowhere")).withMaxOctets(4096));
        Tape tape = begin(recorder);
        Iteration state = tape.step(START, life().getFirst()).next();
        for (int i = 0; i < 200; i++) {
            state = tape.step(state, ping()).next();
        }
        assertTrue(recorder.flush(PATIENCE));
        Octets contents = disk.contents().getFirst();
        assertTrue(contents.length() <= 4096 && contents.length() > 3000, "" + contents.length());
        Recorded recorded = Recorded.read(contents);
        assertEquals(new Ending.Said("it has reached its limit of 4096 octets"), recorded.ending());
        assertEquals(0, recorded.differs());
        assertEquals(1, recorder.brokenOff());
        assertTrue(tape.over());
        assertEquals(0, recorder.unrecorded());
        begin(recorder);
        recorder.close();
    }

    @Test
    @DisplayName("begins no recording once all together have reached their limit")
    void totalLimit() {
        FakeDisk disk = new FakeDisk(Long.MAX_VALUE);
        Recorder recorder =
                disk.recorder(new Recordings(Path.of("nowhere"), 8192, 10_000, 9, 1 << 20));
        for (Tape tape = begin(recorder); tape != null; tape = recorder.begin(OPTIONS, "")) {
            live(tape, life());
            assertTrue(recorder.flush(PATIENCE));
            assertTrue(disk.contents().size() < 10, "nothing stops it");
        }
        long octets = disk.contents().stream().mapToLong(Octets::length).sum();
        assertTrue(octets > 8000 && octets <= 10_000, "octets: " + octets);
        assertEquals(1, recorder.brokenOff());
        assertEquals(1, recorder.unrecorded());
        assertEquals(List.of(), disk.open());
        recorder.close();
    }

    @Test
    @DisplayName("has only so many files open at once")
    void maxOpen() {
        FakeDisk disk = new FakeDisk(Long.MAX_VALUE);
        Recorder recorder =
                disk.recorder(new Recordings(Path.of("nowhere"), 8192, 1 << 20, 2, 1 << 20));
        Tape one = begin(recorder);
        begin(recorder);
        assertNull(recorder.begin(OPTIONS, ""));
        assertNull(recorder.begin(OPTIONS, ""));
        assertEquals(2, recorder.unrecorded());
        live(one, life());
        assertTrue(recorder.flush(PATIENCE));
        begin(recorder);
        recorder.close();
        assertEquals(3, disk.contents().size());
    }

    @Test
    @DisplayName("that is closed has written everything, and lets connections go on")
    void close() {
        FakeDisk disk = new FakeDisk(Long.MAX_VALUE);
        Recorder recorder = disk.recorder();
        Tape tape = begin(recorder);
        Iteration state = tape.step(START, life().getFirst()).next();
        recorder.close();
        assertEquals(state.step(ping()).effects(), tape.step(state, ping()).effects());
        assertTrue(tape.over());
        assertNull(recorder.begin(OPTIONS, ""));
        Recorded recorded = Recorded.read(disk.contents().getFirst());
        assertEquals(1, recorded.steps().size());
        assertEquals(new Ending.Said("the recorder was closed"), recorded.ending());
        assertEquals(0, recorder.brokenOff());
        recorder.close();
    }

    @Test
    @DisplayName("has a step that throws, with its events, and lets it throw")
    void threw() {
        FakeDisk disk = new FakeDisk(Long.MAX_VALUE);
        Recorder recorder = disk.recorder();
        Tape tape = begin(recorder);
        Iteration broken =
                (Iteration)
                        Proxy.newProxyInstance(
                                Iteration.class.getClassLoader(),
                                new Class<?>[] {Iteration.class},
                                (self, method, arguments) -> {
                                    throw new IllegalStateException("a bug of ours");
                                });
        assertThrows(IllegalStateException.class, () -> tape.step(broken, ping()));
        recorder.close();
        Recorded recorded = Recorded.read(disk.contents().getFirst());
        assertEquals(ping(), recorded.steps().getFirst().events());
        assertEquals(
                new Outcome.Threw("java.lang.IllegalStateException"),
                recorded.steps().getFirst().outcome());
    }

    @Test
    @DisplayName("breaks off at what cannot be written, and the step is as it would be")
    @SuppressWarnings("NullAway") // the application's mistake that is shown here
    void nothing() {
        FakeDisk disk = new FakeDisk(Long.MAX_VALUE);
        Recorder recorder = disk.recorder();
        Tape early = begin(recorder);
        Tape late = begin(recorder);
        List<Event> noHead = List.of(new Command.Respond(1, null, true));
        List<Event> noReason = List.of(new Event.TransportFailed(null));
        assertEquals(START.step(noHead).effects(), early.step(START, noHead).effects());
        assertEquals(START.step(noReason).effects(), late.step(START, noReason).effects());
        assertTrue(recorder.flush(PATIENCE));
        assertEquals(2, recorder.brokenOff());
        begin(recorder); // nothing is wrong with the disk
        recorder.close();
    }
}
