package dev.stillframe.h2.recording;

import dev.stillframe.api.connection.Event;
import dev.stillframe.api.message.Octets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording, step by step. No octets make it throw: it reads up to the last whole record,
 * and then says how the recording ends. The events' octets are views of those that it reads.
 */
public final class RecordingReader {
    /** A recording, or something else. */
    public sealed interface Opened {
        /** It has a whole head. */
        record Readable(Head head, RecordingReader reader) implements Opened {}

        /** It is no recording, or none of this version's, or has no whole head. */
        record Unreadable(String reason) implements Opened {}
    }

    /** A record, or the end. */
    private sealed interface Found {
        record Content(int at, int kind, Cursor in) implements Found {}

        record None(Ending ending) implements Found {}
    }

    private final Octets octets;
    private int at = RecordingWriter.MAGIC.length();
    private int steps;
    private @Nullable Ending ending;

    private RecordingReader(Octets octets) {
        this.octets = octets;
    }

    /** Looks at the head. */
    public static Opened open(Octets octets) {
        int magic = RecordingWriter.MAGIC.length();
        if (octets.length() < magic || !octets.slice(0, magic).equals(RecordingWriter.MAGIC)) {
            return new Opened.Unreadable(
                    "it does not begin with " + RecordingWriter.MAGIC.utf8().strip());
        }
        RecordingReader reader = new RecordingReader(octets);
        return switch (reader.record()) {
            case Found.None ignored -> new Opened.Unreadable("its head is not whole");
            case Found.Content content -> reader.head(content);
        };
    }

    private Opened head(Found.Content content) {
        try {
            if (content.kind() != Tag.HEAD) {
                return new Opened.Unreadable("its first record is no head");
            }
            Head head = Head.of(content.in().pairs());
            content.in().requireEnd();
            return new Opened.Readable(head, this);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            return new Opened.Unreadable("its head cannot be read: " + e.getMessage());
        }
    }

    /** The next step, or null at the end. */
    public @Nullable Step next() {
        while (ending == null) {
            switch (record()) {
                case Found.None none -> ending = none.ending();
                case Found.Content content -> {
                    Step step = step(content);
                    if (step != null) {
                        return step;
                    }
                }
            }
        }
        return null;
    }

    /**
     * How the recording ends.
     *
     * @throws IllegalStateException before {@link #next} has said that there are no more steps
     */
    public Ending ending() {
        Ending known = ending;
        if (known == null) {
            throw new IllegalStateException("there are steps to be read");
        }
        return known;
    }

    private @Nullable Step step(Found.Content content) {
        try {
            switch (content.kind()) {
                case Tag.BATCH -> {
                    List<Event> events = batch(content.in());
                    return new Step(++steps, content.at(), events, outcome());
                }
                case Tag.END -> {
                    ending = new Ending.Said(content.in().text());
                    return null;
                }
                default -> throw new IllegalArgumentException("no record of this kind goes here");
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException e) {
            // Its CRC is right, so this was written on purpose: by another version.
            ending = new Ending.Damaged(content.at(), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static List<Event> batch(Cursor in) {
        int count = in.count();
        List<Event> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(EventReader.read(in));
        }
        in.requireEnd();
        return List.copyOf(events);
    }

    /** What came of the batch that was just read, if that is what follows. */
    private @Nullable Outcome outcome() {
        int before = at;
        if (!(record() instanceof Found.Content content) || content.kind() != Tag.OUTCOME) {
            at = before; // to be met again by the next call
            return null;
        }
        try {
            Cursor in = content.in();
            Outcome outcome =
                    in.flag()
                            ? new Outcome.Threw(in.text())
                            : new Outcome.Effects(in.number(), in.longWord(), in.word(), in.word());
            in.requireEnd();
            return outcome;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            ending = new Ending.Damaged(before, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private Found record() {
        int left = octets.length() - at;
        if (left < RecordingWriter.FRAME) {
            return new Found.None(new Ending.Cut(at));
        }
        Cursor frame = new Cursor(octets.slice(at, RecordingWriter.FRAME));
        int length = frame.word();
        int crc = frame.word();
        if (length < 1) {
            return new Found.None(new Ending.Damaged(at, "a record without content"));
        }
        if (length > left - RecordingWriter.FRAME) {
            return new Found.None(new Ending.Cut(at));
        }
        Octets content = octets.slice(at + RecordingWriter.FRAME, length);
        if (RecordingWriter.crc(content) != crc) {
            return new Found.None(new Ending.Damaged(at, "a record's CRC does not match"));
        }
        Found.Content found = new Found.Content(at, content.at(0), new Cursor(content.from(1)));
        at += RecordingWriter.FRAME + length;
        return found;
    }
}
