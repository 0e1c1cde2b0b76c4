package dev.stillframe.workbench.replay;

import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.recording.Ending;
import dev.stillframe.h2.recording.Head;
import dev.stillframe.h2.recording.Outcome;
import dev.stillframe.h2.recording.RecordingReader;
import dev.stillframe.h2.recording.RecordingReader.Opened;
import dev.stillframe.h2.recording.Replay;
import dev.stillframe.h2.recording.Step;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs a recorded connection again and says what it sees. */
public final class Playback {
    private final PrintWriter out;
    private final int until;
    private final boolean verbose;

    /**
     * @param out what is seen
     * @param until the step to end after
     * @param verbose whether fields and octets are shown, secrets included
     */
    public Playback(PrintWriter out, int until, boolean verbose) {
        this.out = out;
        this.until = until;
        this.verbose = verbose;
    }

    /**
     * Runs a recording.
     *
     * @return whether each step that was taken came out as recorded, and all that was to be read
     *     could be
     * @throws IllegalArgumentException when the octets are no recording
     */
    public boolean run(Octets recording) {
        boolean right =
                switch (RecordingReader.open(recording)) {
                    case Opened.Unreadable unreadable ->
                            throw new IllegalArgumentException(
                                    "This is no recording that can be read: "
                                            + unreadable.reason());
                    case Opened.Readable readable -> run(readable.head(), readable.reader());
                };
        out.flush();
        return right;
    }

    private boolean run(Head head, RecordingReader reader) {
        out.println(
                "A "
                        + head.options().role().name().toLowerCase(Locale.ROOT)
                        + "'s connection, recorded at "
                        + Words.plain(head.begun())
                        + " by "
                        + Words.plain(head.software()));
        head.notes().forEach(note -> out.println("note: " + Words.plain(note)));
        Transcript transcript = new Transcript(out, head.options().role(), verbose);
        Replay replay = Replay.of(head.options());
        long begun = Long.MIN_VALUE;
        long now = 0;
        int taken = 0;
        while (taken < until) {
            Step step = reader.next();
            if (step == null) {
                break;
            }
            now = clock(step, now);
            begun = begun == Long.MIN_VALUE ? now : begun;
            out.println();
            out.println("step " + step.number() + ", " + Words.millis(now - begun));
            transcript.events(step.events());
            Replay.Replayed replayed = replay.step(step);
            transcript.effects(replayed.effects(), now);
            if (replayed.outcome() instanceof Outcome.Threw threw) {
                out.println("  threw " + threw.error());
            }
            taken = step.number();
            if (!Replay.agrees(step, replayed)) {
                differs(step, replayed.outcome());
                return false;
            }
            replay = replayed.next();
        }
        out.println();
        if (taken == until) {
            out.println("The first " + taken + " steps came out as recorded. The connection here:");
            describe(replay.state());
            return true;
        }
        out.println("All " + taken + " steps came out as recorded.");
        return ended(reader.ending());
    }

    private static long clock(Step step, long before) {
        return step.events().stream()
                .filter(Event.Clock.class::isInstance)
                .mapToLong(event -> ((Event.Clock) event).nanos())
                .findFirst()
                .orElse(before);
    }

    private void differs(Step step, Outcome now) {
        out.println();
        out.println(
                "Step " + step.number() + " DIFFERS; its record is at octet " + step.at() + ".");
        out.println("  recorded: " + words(step.outcome()));
        out.println("  now:      " + words(now));
        if (step.outcome() instanceof Outcome.Effects before
                && now instanceof Outcome.Effects after) {
            boolean wire = before.wire() != after.wire() || before.sent() != after.sent();
            boolean told = before.told() != after.told();
            out.println(
                    wire && told
                            ? "What is sent differs, and what the application is told."
                            : wire
                                    ? "What is sent differs; the application is told the same."
                                    : "What is sent is the same; what the application is told, or"
                                            + " an alarm, differs.");
        }
    }

    private static String words(@Nullable Outcome outcome) {
        return switch (outcome) {
            case null -> "nothing";
            case Outcome.Threw threw -> "it threw " + Words.plain(threw.error());
            case Outcome.Effects effects ->
                    "%d effects, %d octets sent, CRC %08x and %08x"
                            .formatted(
                                    effects.effects(),
                                    effects.sent(),
                                    effects.wire(),
                                    effects.told());
        };
    }

    private void describe(Iteration state) {
        out.println("  phase          " + state.phase());
        out.println("  send window    " + state.sendWindow());
        out.println("  receive window " + state.receiveWindow());
        out.println("  streams        " + state.describeStreams().size());
        state.describeStreams().forEach(stream -> out.println("    " + Words.plain(stream)));
    }

    private boolean ended(Ending ending) {
        switch (ending) {
            case Ending.Said said ->
                    out.println("The recording ends because " + Words.plain(said.reason()) + ".");
            case Ending.Cut cut ->
                    out.println(
                            "The recording breaks off after octet "
                                    + cut.at()
                                    + ": its process ended, or its disk was full.");
            case Ending.Damaged damaged ->
                    out.println(
                            "The recording CANNOT BE READ from octet "
                                    + damaged.at()
                                    + " on: "
                                    + Words.plain(damaged.reason()));
        }
        return !(ending instanceof Ending.Damaged);
    }
}
