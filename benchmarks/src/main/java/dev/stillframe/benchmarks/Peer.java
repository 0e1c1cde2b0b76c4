package dev.stillframe.benchmarks;

import dev.stillframe.api.connection.Command;
import dev.stillframe.api.connection.Event;
import dev.stillframe.api.connection.Iteration;
import dev.stillframe.api.connection.Options;
import dev.stillframe.api.connection.Role;
import dev.stillframe.api.connection.Transition;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.FieldSection;
import dev.stillframe.api.message.ResponseHead;
import dev.stillframe.h2.connection.ConnectionState;
import dev.stillframe.h2.frame.FrameWriter;
import dev.stillframe.h2.hpack.FieldEncoder;
import dev.stillframe.h2.octets.Output;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that a server under measure serves: h2load's requests, a small answer to each. */
final class Peer {
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int CONTENT = 13;

    private static final int MAX_WINDOW = Integer.MAX_VALUE;
    private static final int FIRST_WINDOW = 65_535;
    private static final int ROOM = 1 << 18;

    /** What h2load asks. */
    static final FieldSection GET =
            FieldSection.of(
                    ":path",
                    "/",
                    ":scheme",
                    "http",
                    ":authority",
                    "127.0.0.1:8080",
                    ":method",
                    "GET",
                    "user-agent",
                    "h2load nghttp2/1.52.0");

    /** The head of an upload. */
    static final FieldSection POST =
            FieldSection.of(
                    ":path",
                    "/echo",
                    ":scheme",
                    "http",
                    ":authority",
                    "127.0.0.1:8080",
                    ":method",
                    "POST",
                    "user-agent",
                    "h2load nghttp2/1.52.0");

    /** What a usual server answers. */
    static final ResponseHead OK =
            ResponseHead.of(
                    200,
                    "server",
                    "Stillframe",
                    "date",
                    "Thu, 01 Jan 2026 00:00:00 GMT",
                    "content-type",
                    "text/plain",
                    "content-length",
                    "13");

    private FieldEncoder encoder = FieldEncoder.initial();
    private int nextStream = 1;
    private long now = 1_000_000_000L;

    /** The server. */
    Iteration server;

    Peer() {
        this(Options.of(Role.SERVER));
    }

    Peer(Options options) {
        server = ConnectionState.initial(options);
        Output out = new Output(128);
        byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        out.put(preface, 0, preface.length);
        FrameWriter.settings(out, 4, MAX_WINDOW);
        FrameWriter.settingsAck(out);
        FrameWriter.windowUpdate(out, 0, MAX_WINDOW - FIRST_WINDOW);
        step(new Event.Received(out.cut()));
    }

    /** Time goes on by ten microseconds with each step. */
    Transition step(List<Event> batch) {
        Transition transition = server.step(batch);
        server = transition.next();
        return transition;
    }

    Transition step(Event... events) {
        List<Event> batch = new ArrayList<>(events.length + 1);
        batch.add(clock());
        batch.addAll(List.of(events));
        return step(batch);
    }

    Event clock() {
        now += 10_000;
        return new Event.Clock(now);
    }

    /** Nothing happens for so long, but for the steps that the server wants. */
    void idle(int seconds) {
        long end = now + seconds * 1_000_000_000L;
        while (server.wakeAt() < end) {
            now = Math.max(now, server.wakeAt());
            step(List.of(new Event.Clock(now)));
        }
        now = end;
        step(List.of(new Event.Clock(now)));
    }

    /** The identifier of the next request. */
    int next() {
        int streamId = nextStream;
        nextStream += 2;
        return streamId;
    }

    /** HEADERS with these fields. */
    void request(Output out, int streamId, FieldSection fields, boolean endStream) {
        FieldEncoder.Draft draft = encoder.draft();
        int from = out.length();
        out.zeros(FrameWriter.HEADER);
        draft.begin(out);
        for (Field field : fields) {
            draft.field(out, field);
        }
        encoder = draft.freeze();
        FrameWriter.fieldBlock(out, from, streamId, 0, endStream, 16_384);
    }

    /** What the host and its application say when a small GET is answered. */
    static void answer(List<Event> batch, int streamId) {
        batch.add(new Command.Respond(streamId, OK, false));
        batch.add(new Command.Data(streamId, CONTENT, true));
        batch.add(new Event.Released(streamId));
    }

    static Event room() {
        return new Event.Room(ROOM);
    }
}
