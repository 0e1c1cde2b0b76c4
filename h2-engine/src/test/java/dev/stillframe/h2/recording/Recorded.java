package dev.stillframe.h2.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.octets.Output;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A recording that was read to its end. */
public record Recorded(Head head, List<Step> steps, Ending ending) {
    /** Reads octets that must be a recording. */
    public static Recorded read(Octets octets) {
        RecordingReader.Opened opened = RecordingReader.open(octets);
        var readable = assertInstanceOf(RecordingReader.Opened.Readable.class, opened);
        List<Step> steps = new ArrayList<>();
        for (Step step = readable.reader().next(); step != null; step = readable.reader().next()) {
            steps.add(step);
        }
        assertEquals(null, readable.reader().next());
        return new Recorded(readable.head(), steps, readable.reader().ending());
    }

    /** The number of the first step that comes out otherwise, or 0. */
    public int differs() {
        Replay replay = Replay.of(head.options());
        for (Step step : steps) {
            Replay.Replayed replayed = replay.step(step);
            if (!Replay.agrees(step, replayed)) {
                return step.number();
            }
            replay = replayed.next();
        }
        return 0;
    }

    /** What comes of each step when they are taken again. */
    public List<List<Effect>> effects() {
        List<List<Effect>> effects = new ArrayList<>();
        Replay replay = Replay.of(head.options());
        for (Step step : steps) {
            Replay.Replayed replayed = replay.step(step);
            effects.add(replayed.effects());
            replay = replayed.next();
        }
        return effects;
    }

    /** A recording, put together by hand. */
    public static final class Maker {
        private final Output out = new Output(1024);

        public Maker(Options options) {
            out.put(RecordingWriter.MAGIC);
            out.put(RecordingWriter.head(new Head(options, "now", "a test")));
        }

        public Maker step(List<Event> events, @Nullable Outcome outcome) {
            out.put(RecordingWriter.batch(events));
            if (outcome != null) {
                out.put(RecordingWriter.outcome(outcome));
            }
            return this;
        }

        public Octets end(String reason) {
            return out.put(RecordingWriter.end(reason)).cut();
        }

        public Octets cut() {
            return out.cut();
        }
    }
}
