package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.End;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.octets.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A server and a client that never tires, fast enough for millions of frames. */
final class Flood {
    /** What an application does about a notice, in the same turn. */
    interface Reaction extends Function<Notice, List<Event>> {}

    /** An application that hangs: it takes what it is told and does nothing. */
    static final Reaction NOTHING = notice -> List.of();

    /** An application that answers each request at once and uses up all content. */
    static final Reaction SERVES =
            notice ->
                    switch (notice) {
                        case Notice.Request request ->
                                List.of(
                                        new Command.Respond(
                                                request.streamId(), ResponseHead.of(204), true));
                        case Notice.Data data ->
                                List.of(
                                        new Event.Consumed(
                                                data.streamId(), data.octets().length()));
                        case Notice.Ended ended -> List.of(new Event.Released(ended.streamId()));
                        default -> List.of();
                    };

    private final Reaction application;
    private FieldEncoder encoder = FieldEncoder.initial();
    Iteration state;
    long now = 1;
    long emitted;
    int requests;
    int completed;
    int steps;
    int mostStreams;
    long mostRetained;
    Notice.Fault fault;

    private Flood(Options options, Reaction application) {
        this.application = application;
        state = ConnectionState.initial(options);
    }

    /** With the prefaces exchanged. */
    static Flood of(Reaction application, int... settings) {
        return of(Options.of(Role.SERVER), application, settings);
    }

    static Flood of(Options options, Reaction application, int... settings) {
        Flood flood = new Flood(options, application);
        return flood.send(Wire.of().preface().settings(settings).settingsAck());
    }

    /** Of a client that has sent its preface and acknowledges nothing. */
    static Flood unacknowledged(Reaction application) {
        Flood flood = new Flood(Options.of(Role.SERVER), application);
        return flood.send(Wire.of().preface().settings());
    }

    Flood send(Wire wire) {
        return step(new Event.Received(wire.octets()));
    }

    Flood step(Event... events) {
        List<Event> batch = new ArrayList<>(List.of(events));
        do {
            batch.addFirst(new Event.Room(1 << 20));
            batch.addFirst(new Event.Clock(now));
            Transition transition = state.step(batch);
            state = transition.next();
            batch = new ArrayList<>();
            for (Effect effect : transition.effects()) {
                if (effect instanceof Effect.Send send) {
                    emitted += send.octets().length();
                } else if (effect instanceof Effect.Take take) {
                    emitted += take.octets();
                } else if (effect instanceof Notice notice) {
                    batch.addAll(told(notice));
                }
            }
        } while (!batch.isEmpty());
        mostStreams = Math.max(mostStreams, state.activeStreams());
        if (steps++ % 512 == 0) {
            Invariants.check(state);
            mostRetained = Math.max(mostRetained, Retained.octets(state));
        }
        return this;
    }

    private List<Event> told(Notice notice) {
        switch (notice) {
            case Notice.Request ignored -> requests++;
            case Notice.Fault peers -> fault = peers;
            case Notice.Ended ended -> completed += ended.end() instanceof End.Complete ? 1 : 0;
            default -> {}
        }
        return state.phase() == Iteration.Phase.CLOSED ? List.of() : application.apply(notice);
    }

    /** A field block as the client's encoder makes it. */
    Octets block(String... fields) {
        FieldEncoder.Draft draft = encoder.draft();
        Output out = new Output(128);
        draft.begin(out);
        for (int i = 0; i < fields.length; i += 2) {
            draft.field(out, new Field(fields[i], fields[i + 1]));
        }
        encoder = draft.freeze();
        return out.cut();
    }

    /** A request's head on a stream. */
    Wire head(Wire wire, int streamId, boolean endStream, String... more) {
        String[] fields = {
            ":method",
            endStream ? "GET" : "POST",
            ":scheme",
            "https",
            ":authority",
            "example.org",
            ":path",
            "/"
        };
        String[] all = Arrays.copyOf(fields, fields.length + more.length);
        System.arraycopy(more, 0, all, fields.length, more.length);
        int flags = Wire.END_HEADERS | (endStream ? Wire.END_STREAM : 0);
        return wire.headers(streamId, block(all), flags);
    }

    boolean isOver() {
        return state.phase() == Iteration.Phase.CLOSED;
    }

    /** The connection was ended by GOAWAY with this code and some words. */
    void expectCalm(String words) {
        expectEnd(ErrorCode.ENHANCE_YOUR_CALM, words);
    }

    void expectEnd(ErrorCode code, String words) {
        assertTrue(isOver(), "the connection goes on");
        assertEquals(code, state.closed().code(), () -> "" + state.closed());
        String reason = state.closed().reason();
        assertTrue(reason.contains(words), reason);
        Invariants.check(state);
    }

    /** Something hostile, the nth time. */
    interface Blow {
        Wire at(int n);
    }

    /**
     * Goes on with it, a microsecond apart, until the connection ends or a million times; says how
     * often it was done.
     */
    int strike(Blow blow) {
        for (int n = 0; n < 1_000_000; n++) {
            now += 1000;
            send(blow.at(n));
            if (isOver()) {
                return n + 1;
            }
        }
        return 1_000_000;
    }
}
