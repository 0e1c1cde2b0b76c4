package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Effect;
import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Limits;
import dev.stillframe.api.connection.LimitsBuilder;
import dev.stillframe.api.connection.Notice;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.Octets;
import dev.stillframe.api.message.RequestHead;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.frame.Wire;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.octets.Output;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A connection under test and its scripted peer. What we send comes out as one line a frame, what
 * the application is told as notices:
 *
 * <pre>
 *   Script.server().preface().send(Wire.of().settings(2, 9)).expectGoAway(0, PROTOCOL_ERROR).expectClosed();
 * </pre>
 *
 * <p>Lines: {@code SETTINGS 3=100 6=16384}, {@code SETTINGS ACK}, {@code HEADERS 1 END_STREAM
 * :status=200 a=b}, {@code DATA 1 13 END_STREAM}, {@code RST_STREAM 1 CANCEL}, {@code PING
 * 0102030405060708}, {@code PING ACK ..}, {@code GOAWAY 1 NO_ERROR reason}, {@code WINDOW_UPDATE 0
 * 65535}, {@code PUSH_PROMISE 1 2 :method=GET ..}, {@code PRIORITY_UPDATE 1 u=1}.
 */
final class Script {
    /** Room that never runs out. */
    static final int ALWAYS = 1 << 30;

    private final Role role;
    private FieldEncoder encoder = FieldEncoder.initial();
    private final SentLines lines = new SentLines();
    private final ArrayDeque<String> sent = new ArrayDeque<>();
    private final ArrayDeque<Notice> notices = new ArrayDeque<>();
    private final Map<Integer, Octets> outbox = new HashMap<>();
    private final List<Effect> effects = new ArrayList<>();
    private final ByteSink wire = new ByteSink();
    Iteration state;
    long now = 1_000_000_000L;
    private int room = ALWAYS;

    /** Octets that we sent and that are no whole frame yet. */
    private static final class ByteSink {
        Octets pending = Octets.EMPTY;
    }

    private Script(Options options) {
        role = options.role();
        state = ConnectionState.initial(options);
    }

    static Script with(Options options) {
        return new Script(options);
    }

    static Script server() {
        return server(limits -> limits);
    }

    static Script server(UnaryOperator<LimitsBuilder> limits) {
        return with(Options.of(Role.SERVER).with(limits.apply(Limits.DEFAULT.toBuilder()).build()));
    }

    static Script client() {
        return client(limits -> limits);
    }

    static Script client(UnaryOperator<LimitsBuilder> limits) {
        return with(Options.of(Role.CLIENT).with(limits.apply(Limits.DEFAULT.toBuilder()).build()));
    }

    /**
     * Both prefaces, whatever we say in ours, acknowledged. The peer's settings are given as
     * identifiers and values.
     */
    Script preface(int... settings) {
        if (role == Role.SERVER) {
            send(Wire.of().preface().settings(settings).settingsAck());
        } else {
            step();
            send(Wire.of().settings(settings).settingsAck());
        }
        sent.clear();
        notices.clear();
        return this;
    }

    /** The peer sends octets, in one piece. */
    Script send(Octets octets) {
        return step(new Event.Received(octets));
    }

    Script send(Wire frames) {
        return send(frames.octets());
    }

    /**
     * The peer sends a whole message's head. Names and values in turn, pseudo-header fields
     * included.
     */
    Script headers(int streamId, boolean endStream, String... namesAndValues) {
        int flags = Wire.END_HEADERS | (endStream ? Wire.END_STREAM : 0);
        return send(Wire.of().headers(streamId, block(namesAndValues), flags));
    }

    /** A GET from the peer. */
    Script get(int streamId) {
        return headers(
                streamId,
                true,
                ":method",
                "GET",
                ":scheme",
                "https",
                ":authority",
                "example.org",
                ":path",
                "/");
    }

    /** The head of a POST from the peer. */
    Script post(int streamId, String... more) {
        String[] head = {
            ":method", "POST", ":scheme", "https", ":authority", "example.org", ":path", "/"
        };
        String[] all = java.util.Arrays.copyOf(head, head.length + more.length);
        System.arraycopy(more, 0, all, head.length, more.length);
        return headers(streamId, false, all);
    }

    /** A field block as the peer's encoder makes it: to be sent, in this order, once. */
    Octets block(String... namesAndValues) {
        FieldEncoder.Draft draft = encoder.draft();
        Output out = new Output(256);
        draft.begin(out);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            draft.field(out, new Field(namesAndValues[i], namesAndValues[i + 1]));
        }
        encoder = draft.freeze();
        return out.cut();
    }

    /** Our application asks. */
    Script tell(Command command) {
        return step(command);
    }

    /** Our application opens a request; its stream is the next odd number. */
    Script request(RequestHead head, boolean endStream) {
        return tell(new Command.Request(0, head, endStream));
    }

    Script respond(int streamId, int status, boolean endStream, String... namesAndValues) {
        return tell(
                new Command.Respond(streamId, ResponseHead.of(status, namesAndValues), endStream));
    }

    /** Our application has octets ready. */
    Script data(int streamId, String text, boolean endStream) {
        return data(streamId, Octets.utf8(text), endStream);
    }

    Script data(int streamId, Octets octets, boolean endStream) {
        outbox.merge(streamId, octets, Octets::plus);
        return tell(new Command.Data(streamId, octets.length(), endStream));
    }

    Script consumed(int streamId, int octets) {
        return step(new Event.Consumed(streamId, octets));
    }

    /** The transport takes only so much from now on. */
    Script room(int octets) {
        room = octets;
        return step();
    }

    Script after(Duration time) {
        now += time.toNanos();
        return step();
    }

    /** One step over these events, after the time and the room. */
    Script step(Event... events) {
        List<Event> batch = new ArrayList<>();
        batch.add(new Event.Clock(now));
        batch.add(new Event.Room(room));
        batch.addAll(List.of(events));
        Transition transition = state.step(batch);
        state = transition.next();
        for (Effect effect : transition.effects()) {
            effects.add(effect);
            switch (effect) {
                case Effect.Send send -> wire.pending = wire.pending.plus(send.octets());
                case Effect.Take take -> take(take);
                case Effect.Drop drop -> outbox.remove(drop.streamId());
                case Effect.WakeAt ignored -> {}
                case Effect.Close ignored -> sent.add("");
                case Notice notice -> notices.add(notice);
            }
        }
        List<String> said = new ArrayList<>();
        boolean closing = sent.remove("");
        if (!wire.pending.isEmpty()) {
            Wire.frames(wire.pending).forEach(frame -> said.add(lines.line(frame)));
            wire.pending = Octets.EMPTY;
        }
        sent.addAll(said);
        if (closing) {
            sent.add("CLOSE");
        }
        return this;
    }

    private void take(Effect.Take take) {
        Octets ready = outbox.getOrDefault(take.streamId(), Octets.EMPTY);
        assertTrue(ready.length() >= take.octets(), "took more than was ready: " + take);
        wire.pending = wire.pending.plus(ready.slice(0, take.octets()));
        outbox.put(take.streamId(), ready.from(take.octets()));
        room = room == ALWAYS ? ALWAYS : room - take.octets();
    }

    /** The next frames that we sent. */
    Script expect(String... lines) {
        for (String line : lines) {
            assertEquals(line, sent.poll(), () -> "then: " + sent + ", told: " + notices);
        }
        return this;
    }

    /** The next frame that we sent begins so. */
    Script expectStart(String start) {
        String line = sent.poll();
        assertTrue(
                line != null && line.startsWith(start),
                () -> "expected " + start + " but sent " + line);
        return this;
    }

    /** We sent nothing more. */
    Script expectNothing() {
        assertEquals(List.of(), List.copyOf(sent));
        return this;
    }

    /** RST_STREAM is next. */
    Script expectReset(int streamId, ErrorCode code) {
        return expect("RST_STREAM " + streamId + " " + code);
    }

    /** A malformed request was answered and its stream reset; the connection lives. */
    Script expectBadRequest(int streamId) {
        return expect(
                        "HEADERS " + streamId + " :status=400",
                        "RST_STREAM " + streamId + " PROTOCOL_ERROR")
                .expectOpen();
    }

    /** A connection error: GOAWAY and the close are next. */
    Script expectGoAway(int lastStreamId, ErrorCode code) {
        String line = sent.poll();
        String start = "GOAWAY " + lastStreamId + " " + code + " ";
        assertTrue(
                line != null && line.startsWith(start),
                () -> "expected " + start + " but sent " + line + sent);
        assertTrue(line.length() > start.length(), "a GOAWAY for an error says what was wrong");
        return expect("CLOSE").expectClosed();
    }

    /** A connection error of this type, whatever we sent before. */
    Script expectConnectionError(ErrorCode code) {
        while (sent.peek() != null && !sent.peek().startsWith("GOAWAY")) {
            sent.poll();
        }
        String line = sent.poll();
        assertTrue(
                line != null && line.contains(" " + code + " "),
                () -> "expected " + code + " but sent " + line);
        return expect("CLOSE").expectClosed();
    }

    Script expectClosed() {
        assertEquals(Iteration.Phase.CLOSED, state.phase());
        return this;
    }

    Script expectOpen() {
        assertTrue(state.phase() != Iteration.Phase.CLOSED, () -> "closed: " + state.closed());
        return this;
    }

    /** The next notice of this type; others before it are passed over. */
    <N extends Notice> N told(Class<N> type) {
        List<Notice> passed = new ArrayList<>();
        while (!notices.isEmpty()) {
            Notice notice = notices.poll();
            if (type.isInstance(notice)) {
                return type.cast(notice);
            }
            passed.add(notice);
        }
        return fail("told no " + type.getSimpleName() + ", but " + passed);
    }

    Script expectTold(Notice... expected) {
        for (Notice notice : expected) {
            assertEquals(notice, notices.poll());
        }
        return this;
    }

    /** The application was told nothing more. */
    Script expectToldNothing() {
        assertEquals(List.of(), List.copyOf(notices));
        return this;
    }

    /** Forgets what was sent and told so far. */
    Script forget() {
        sent.clear();
        notices.clear();
        return this;
    }

    List<String> sent() {
        return List.copyOf(sent);
    }

    List<Notice> notices() {
        return List.copyOf(notices);
    }

    /** All effects since the beginning. */
    List<Effect> effects() {
        return effects;
    }

    /** Our application has octets ready and has not said so yet. */
    Script ready(int streamId, Octets octets) {
        outbox.merge(streamId, octets, Octets::plus);
        return this;
    }

    /** The peer reads our blocks with tables of at most these sizes, one after the other. */
    Script peerTables(int... octets) {
        for (int limit : octets) {
            lines.peerTable(limit);
        }
        return this;
    }
}
