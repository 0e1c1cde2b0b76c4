package dev.stillframe.h2.runtime.recorder;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Transition;
import java.util.Arrays;
import java.util.List;

/**
 * Records one connection, whose turns call it one at a time. When it is over, for whatever reason,
 * it only steps.
 */
public final class Tape {
    /** What an object in the queue takes, roughly, besides its octets. */
    private static final int OVERHEAD = 64;

    private final Recorder recorder;
    private final TapeFile file;

    Tape(Recorder recorder, TapeFile file) {
        this.recorder = recorder;
        this.file = file;
    }

    /**
     * A step, recorded. The events are handed over before it is taken, so that one that throws, or
     * never comes back, is in the recording too.
     */
    public Transition step(Iteration state, List<Event> events) {
        if (file.over()) {
            return state.step(events);
        }
        begin(events);
        Transition transition;
        try {
            transition = state.step(events);
        } catch (RuntimeException | Error e) {
            take(new Entry.Threw(file, e));
            throw e;
        }
        List<Effect> effects = transition.effects();
        take(new Entry.Effects(file, effects, weight(effects)));
        if (transition.next().phase() == Iteration.Phase.CLOSED) {
            recorder.end(file, "the connection has ended", true);
        }
        return transition;
    }

    /** Whether nothing more is recorded. */
    boolean over() {
        return file.over();
    }

    private void begin(List<Event> events) {
        try {
            take(batch(events));
        } catch (RuntimeException e) {
            // Something in it is null: the step has to say so, not the tape.
            recorder.end(file, "an event cannot be recorded: " + e, false);
        }
    }

    private void take(Entry entry) {
        if (!file.over() && !recorder.offer(entry)) {
            recorder.end(file, "more was to be written than the disk could take", false);
        }
    }

    /** The driver uses its list again, and the host its buffer. */
    private Entry.Batch batch(List<Event> events) {
        Event[] kept = events.toArray(new Event[0]);
        long weight = 0;
        for (int i = 0; i < kept.length; i++) {
            weight += OVERHEAD;
            switch (kept[i]) {
                case Event.Received received -> {
                    kept[i] = new Event.Received(received.octets().copy());
                    weight += received.octets().length();
                }
                case Event.Upgraded upgraded -> {
                    kept[i] = new Event.Upgraded(upgraded.settings().copy(), upgraded.request());
                    weight += upgraded.settings().length() + upgraded.request().fields().size();
                }
                case Command.Ping ping -> kept[i] = new Command.Ping(ping.opaque().copy());
                case Command.Request request -> weight += request.head().fields().size();
                case Command.Respond respond -> weight += respond.head().fields().size();
                case Command.Trailers trailers -> weight += trailers.fields().size();
                case Command.Push push -> weight += push.head().fields().size();
                default -> {}
            }
        }
        return new Entry.Batch(file, Arrays.asList(kept), weight);
    }

    /** What the peer sent is weighed with the batch, and notices hold little more. */
    private static long weight(List<Effect> effects) {
        long weight = (long) effects.size() * OVERHEAD;
        for (int i = 0; i < effects.size(); i++) {
            if (effects.get(i) instanceof Effect.Send send) {
                weight += send.octets().length();
            }
        }
        return weight;
    }
}
