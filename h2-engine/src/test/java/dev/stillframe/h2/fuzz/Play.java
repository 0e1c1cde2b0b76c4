package dev.stillframe.h2.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.stillframe.api.connection.Budget;
import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.Priority;
import dev.stillframe.h2.connection.Bounds;
import dev.stillframe.h2.connection.ConnectionState;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.octets.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection, its peer, its application and its clock, all four moved by a tape.
 *
 * <p>How, from the lowest bit on: a client and not a server; push allowed; tight limits; each step
 * is taken twice and compared (law L2); no preface comes by itself; all is told that can be.
 */
final class Play {
    static final int CLIENT = 1;
    static final int PUSH = 2;
    static final int TIGHT = 4;
    static final int TWICE = 8;
    static final int BARE = 16;
    static final int TELLING = 32;

    /** The type of our own frames of no known type. */
    static final int EXTENSION = 0xee;

    private static final int MOST_ROOM = 1 << 20;
    private static final int MOST_AT_ONCE = 1 << 20;

    private final Tape tape;
    private final Role role;
    private final boolean twice;
    private final Watch watch;
    private final Ear ear = new Ear();
    private final List<Event> batch = new ArrayList<>();
    private FieldEncoder encoder = FieldEncoder.initial();
    private Octets unsaid = Octets.EMPTY;
    private Iteration state;
    private long now = 1_000_000_000L;
    private int asked;
    private long token;

    private Play(Tape tape, Options options, boolean twice) {
        this.tape = tape;
        this.twice = twice;
        role = options.role();
        watch = new Watch(role, options.limits().maxFrameSize());
        state = ConnectionState.initial(options);
    }

    static Play begin(Tape tape) {
        int how = tape.u8();
        Options options = Options.of((how & CLIENT) != 0 ? Role.CLIENT : Role.SERVER);
        if ((how & PUSH) != 0) {
            options = options.withPush();
        }
        if ((how & TIGHT) != 0) {
            options = options.with(tight());
        }
        if ((how & TELLING) != 0) {
            options = options.telling(Options.Extra.values());
        }
        Play play = new Play(tape, options, (how & TWICE) != 0);
        play.batch.add(new Event.Room(MOST_ROOM));
        if ((how & BARE) == 0) {
            Wire wire = Wire.of();
            if (play.role == Role.SERVER) {
                wire.preface();
            }
            play.says(wire.settings().settingsAck());
            play.step(0);
        }
        return play;
    }

    private static Limits tight() {
        return Limits.DEFAULT.toBuilder()
                .maxConcurrentStreams(3)
                .streamWindow(100)
                .maxStreamWindow(1000)
                .maxHeaderListSize(500)
                .maxFields(10)
                .maxFieldBlock(16_384)
                .maxContinuations(2)
                .headerTableSize(128)
                .maxEncoderTableSize(128)
                .maxSettingsEntries(8)
                .maxClosedStreams(2)
                .maxFinishing(2)
                .resets(new Budget(5, 1))
                .glitches(new Budget(20, 1))
                .controls(new Budget(10, 1))
                .idleTimeout(Duration.ofSeconds(60))
                .streamIdleTimeout(Duration.ofSeconds(30))
                .keepAlive(Duration.ofSeconds(20))
                .maxAge(Duration.ofSeconds(600))
                .maxRequests(20)
                .build();
    }

    void act(Op op) {
        switch (op) {
            case RAW -> says(tape.take(tape.u8()));
            case FRAME -> frame();
            case HEAD -> head();
            case DATA -> data();
            case SETTINGS -> settings();
            case WINDOW -> says(Wire.of().windowUpdate(stream(), tape.edge() & 0x7fff_ffff));
            case STEP -> step(tape.u8());
            case CLOCK -> now += Duration.ofMillis(1L << tape.u8() % 20).toNanos();
            case ROOM -> happens(new Event.Room(Math.min(tape.edge(), MOST_ROOM)));
            case RESPOND ->
                    happens(
                            new Command.Respond(
                                    stream(), Book.response(tape.u8()), (tape.u8() & 1) != 0));
            case SEND -> send();
            case FINISH -> finish();
            case ASK -> ask();
            case CONSUMED -> happens(new Event.Consumed(stream(), tape.edge()));
            case RELEASED -> happens(new Event.Released(stream()));
            case TRANSPORT -> transport();
        }
    }

    /** A small identifier as it is; a larger number chooses among the streams that there were. */
    private int stream() {
        int choice = tape.u8();
        return choice < 32 ? choice : ear.any(choice);
    }

    private void frame() {
        int type = tape.u8() % 18;
        int flags = tape.u8();
        int streamId = stream();
        Octets payload = tape.take(tape.u8());
        says(Wire.of().frame(type, flags, streamId, payload));
    }

    /** Bit 0 of its flags ends the stream; bit 1 cuts it in two; bit 2 promises it. */
    private void head() {
        int streamId = stream();
        int flags = tape.u8();
        Octets block = block(Book.peer(tape.u8()));
        int end = (flags & 1) != 0 ? Wire.END_STREAM : 0;
        int first = Math.min(block.length(), (flags & 2) != 0 ? block.length() / 2 : 16_000);
        int done = first == block.length() ? Wire.END_HEADERS : 0;
        Wire wire = Wire.of();
        if ((flags & 4) != 0) {
            wire.pushPromise(streamId, 2 * (1 + (flags >> 3)), block.slice(0, first), done);
        } else {
            wire.headers(streamId, block.slice(0, first), end | done);
        }
        if (done == 0) {
            wire.continuation(streamId, block.from(first), Wire.END_HEADERS);
        }
        says(wire);
    }

    private Octets block(FieldSection fields) {
        FieldEncoder.Draft draft = encoder.draft();
        Output out = new Output(256);
        draft.begin(out);
        for (Field field : fields) {
            draft.field(out, field);
        }
        encoder = draft.freeze();
        return out.cut();
    }

    private void data() {
        int streamId = stream();
        int length = tape.u16() & 0x7fff;
        int flags = tape.u8();
        Octets payload = Octets.wrap(new byte[length]);
        boolean end = (flags & 1) != 0;
        says(
                (flags & 2) != 0
                        ? Wire.of().paddedData(streamId, payload, flags, end)
                        : Wire.of().data(streamId, payload, end));
    }

    private void settings() {
        int count = tape.u8() % 4;
        int[] entries = new int[2 * count];
        for (int i = 0; i < count; i++) {
            entries[2 * i] = tape.u8() % 11;
            entries[2 * i + 1] = tape.edge();
        }
        says(Wire.of().settings(entries));
    }

    private void send() {
        int streamId = stream();
        int octets = Math.min(tape.edge() & Integer.MAX_VALUE, MOST_AT_ONCE);
        ear.readies(streamId, octets);
        happens(new Command.Data(streamId, octets, (tape.u8() & 1) != 0));
    }

    private void finish() {
        int streamId = stream();
        int how = tape.u8();
        happens(
                switch (how & 3) {
                    case 0 -> new Command.Trailers(streamId, FieldSection.of("sum", "" + how));
                    case 1 -> new Command.Trailers(streamId, Book.response(how >> 2).fields());
                    case 2 -> new Command.Want(streamId);
                    default -> new Command.Reset(streamId, ErrorCode.of(how >> 2));
                });
    }

    private void ask() {
        int how = tape.u8();
        int which = how >> 3;
        asked++;
        happens(
                switch (how & 7) {
                    case 0 -> new Command.Request(token++, Book.request(which), true);
                    case 1 -> new Command.Request(token++, Book.request(which), false);
                    case 2 -> new Command.Push(token++, stream(), Book.request(which));
                    case 3 -> {
                        Octets octets = Octets.of(1, 2, 3, 4, 5, 6, 7, which);
                        yield (which & 16) == 0
                                ? new Command.Ping(octets)
                                : new Command.Extension(stream(), EXTENSION, which, octets);
                    }
                    case 4 ->
                            new Command.Reprioritize(
                                    stream(), new Priority(which & 7, (which & 8) != 0));
                    case 5 -> new Command.Change(changed(which));
                    case 6 -> new Command.Shutdown(ErrorCode.NO_ERROR, "done", true);
                    default -> new Command.Shutdown(ErrorCode.of(which), "over", false);
                });
    }

    private Limits changed(int which) {
        Limits now = ((ConnectionState) state).options().limits();
        // Fewer streams than there are now cannot be undone, so only more of them are asked for.
        return now.toBuilder()
                .streamWindow(1 << which % 20)
                .headerTableSize(64 * which)
                .maxConcurrentStreams(now.maxConcurrentStreams() + which)
                .build();
    }

    private void transport() {
        int how = tape.u8();
        switch (how & 3) {
            case 0 -> happens(new Event.InputClosed());
            case 1 -> happens(new Event.TransportFailed("cut"));
            default -> {
                // Only once and first; what it does later is the engine's to say.
                if (ear.streams() == 0 && role == Role.SERVER) {
                    Octets settings = tape.take(how >> 2 & 0x0f);
                    happens(new Event.Upgraded(settings, Book.request(0)));
                }
            }
        }
    }

    private void says(Wire wire) {
        says(wire.octets());
    }

    private void says(Octets octets) {
        unsaid = unsaid.plus(octets);
    }

    private void happens(Event event) {
        say(0);
        batch.add(event);
    }

    /** What the peer has said arrives, in pieces of this length; 0 for one piece. */
    private void say(int piece) {
        int most = piece == 0 ? Math.max(1, unsaid.length()) : piece;
        while (!unsaid.isEmpty()) {
            Octets next = unsaid.slice(0, Math.min(most, unsaid.length()));
            unsaid = unsaid.from(next.length());
            watch.says(next);
            batch.add(new Event.Received(next));
        }
    }

    private void step(int piece) {
        say(piece);
        batch.addFirst(new Event.Clock(now));
        List<Event> events = List.copyOf(batch);
        batch.clear();
        Transition transition = state.step(events);
        if (twice) {
            assertEquals(transition, state.step(events), "L2: the same step again");
        }
        boolean over = state.phase() == Iteration.Phase.CLOSED;
        state = transition.next();
        Output sent = new Output(256);
        for (Effect effect : transition.effects()) {
            ear.hears(effect);
            switch (effect) {
                case Effect.Send send -> sent.put(send.octets());
                case Effect.Take take -> sent.zeros(take.octets());
                default -> {}
            }
        }
        assertTrue(!over || sent.length() == 0, "L4: sends when it is over");
        watch.hears(sent.cut());
        Bounds.check(state, asked);
        assertTrue(
                state.wakeAt() == Long.MAX_VALUE || state.wakeAt() > now || over,
                "wants to be woken in the past");
    }

    /** The tape is over: so is the connection, and it says so. */
    void end() {
        step(0);
        batch.add(new Event.TransportFailed("the end"));
        step(0);
        ear.end();
        batch.add(new Command.Ping(Octets.of(1, 2, 3, 4, 5, 6, 7, 8)));
        batch.add(new Event.Received(Octets.of(1, 2, 3)));
        step(0);
    }
}
