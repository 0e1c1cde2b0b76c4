package dev.stillframe.h2.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.octets.Output;
import dev.stillframe.h2.recording.RecordingReader.Opened;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Reading a recording")
class RecordingReaderTest {
    private static final Options OPTIONS = Options.of(Role.CLIENT).withPush();
    private static final Outcome OUTCOME = new Outcome.Effects(3, 1L << 40, -1, 7);
    private static final Outcome THREW = new Outcome.Threw("java.lang.NullPointerException");
    private static final List<Event> TICK = List.of(new Event.Clock(5));

    private static Recorded.Maker maker() {
        return new Recorded.Maker(OPTIONS)
                .step(Samples.ALL_KINDS, OUTCOME)
                .step(TICK, THREW)
                .step(List.of(), OUTCOME);
    }

    @Test
    @DisplayName("gives what was written: head, steps with outcomes, the end")
    void whole() {
        Recorded recorded = Recorded.read(maker().end("enough"));
        assertEquals(new Head(OPTIONS, "now", "a test"), recorded.head());
        assertEquals(
                List.of(Samples.ALL_KINDS, TICK, List.of()),
                recorded.steps().stream().map(Step::events).toList());
        assertEquals(
                List.of(OUTCOME, THREW, OUTCOME),
                recorded.steps().stream().map(Step::outcome).toList());
        assertEquals(List.of(1, 2, 3), recorded.steps().stream().map(Step::number).toList());
        assertEquals(new Ending.Said("enough"), recorded.ending());
    }

    @Test
    @DisplayName("that is cut at any octet gives its whole records")
    void cutAnywhere() {
        Octets octets = maker().end("enough");
        Recorded whole = Recorded.read(octets);
        int first = whole.steps().getFirst().at();
        int last = 0;
        for (int length = 0; length < octets.length(); length++) {
            Opened opened = RecordingReader.open(octets.slice(0, length));
            if (length < first) {
                assertInstanceOf(Opened.Unreadable.class, opened, "cut at " + length);
                continue;
            }
            Recorded cut = Recorded.read(octets.slice(0, length));
            int steps = cut.steps().size();
            assertEquals(
                    whole.steps().stream().map(Step::events).limit(steps).toList(),
                    cut.steps().stream().map(Step::events).toList());
            Ending.Cut ending = assertInstanceOf(Ending.Cut.class, cut.ending());
            assertTrue(ending.at() <= length && ending.at() >= first, "cut at " + length);
            assertTrue(steps >= last, "a longer part has no fewer steps");
            last = steps;
        }
        assertEquals(3, last);
    }

    @Test
    @DisplayName("without an outcome still gives the step that never came back")
    void noOutcome() {
        Recorded recorded = Recorded.read(maker().step(TICK, null).cut());
        assertEquals(4, recorded.steps().size());
        assertEquals(TICK, recorded.steps().getLast().events());
        assertNull(recorded.steps().getLast().outcome());
        assertInstanceOf(Ending.Cut.class, recorded.ending());
        Recorded ended = Recorded.read(maker().step(TICK, null).end("the writer was too slow"));
        assertNull(ended.steps().getLast().outcome());
        assertEquals(new Ending.Said("the writer was too slow"), ended.ending());
    }

    @Test
    @DisplayName("with any octet wrong stops before it, and never throws")
    void wrongAnywhere() {
        Octets octets = maker().end("enough");
        Recorded whole = Recorded.read(octets);
        int first = whole.steps().getFirst().at();
        for (int at = 0; at < octets.length(); at++) {
            byte[] wrong = octets.toArray();
            wrong[at] ^= (byte) (1 << at % 8);
            if (at < first) {
                assertInstanceOf(
                        Opened.Unreadable.class,
                        RecordingReader.open(Octets.wrap(wrong)),
                        "wrong at " + at);
                continue;
            }
            Recorded read = Recorded.read(Octets.wrap(wrong));
            assertTrue(!(read.ending() instanceof Ending.Said), "wrong at " + at);
            assertEquals(
                    whole.steps().stream().map(Step::events).limit(read.steps().size()).toList(),
                    read.steps().stream().map(Step::events).toList());
        }
    }

    @Test
    @DisplayName("of records that are right but make no sense says where, and never throws")
    void nonsense() {
        SplittableRandom random = new SplittableRandom(7);
        int damaged = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] content = new byte[1 + random.nextInt(40)];
            random.nextBytes(content);
            content[0] = (byte) random.nextInt(6); // the kind
            if (content.length > 2) {
                content[1] = (byte) random.nextInt(4); // how many events
                content[2] = (byte) random.nextInt(28); // the first one's tag
            }
            Octets record = Octets.wrap(content);
            Output out = new Output(64).put(maker().cut());
            int from = out.length();
            out.u32(record.length()).u32(RecordingWriter.crc(record)).put(record);
            Recorded read = Recorded.read(out.cut());
            assertTrue(read.steps().size() == 3 || read.steps().size() == 4);
            if (read.ending() instanceof Ending.Damaged ending) {
                assertEquals(from, ending.at());
                damaged++;
            }
        }
        assertTrue(damaged > 10_000, () -> "mostly they make no sense");
    }

    @Test
    @DisplayName("of what is no recording says so")
    void none() {
        List<Octets> others = new ArrayList<>();
        others.add(Octets.EMPTY);
        others.add(Octets.utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n and more"));
        others.add(Octets.utf8("STILLFRAME RECORDING 2\n").plus(maker().cut().from(23)));
        others.add(RecordingWriter.MAGIC.plus(RecordingWriter.end("no head")));
        others.add(RecordingWriter.MAGIC.plus(Octets.wrap(new byte[100])));
        for (Octets octets : others) {
            assertInstanceOf(Opened.Unreadable.class, RecordingReader.open(octets));
        }
    }

    @Test
    @DisplayName("does not say how it ends before it has been read")
    void notYet() {
        var opened = (Opened.Readable) RecordingReader.open(maker().cut());
        assertThrows(IllegalStateException.class, opened.reader()::ending);
    }
}
