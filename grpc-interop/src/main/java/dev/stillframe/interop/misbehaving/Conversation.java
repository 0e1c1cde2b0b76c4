package dev.stillframe.interop.misbehaving;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import dev.stillframe.conformance.wire.Frames;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameReader;
import dev.stillframe.h2.frame.Remainder;
import dev.stillframe.h2.hpack.FieldDecoder;
import dev.stillframe.h2.hpack.FieldList;
import dev.stillframe.h2.octets.Output;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * One connection: reads the client's frames, and answers a call once it is whole. By one thread,
 * which reads on while it waits for credit.
 */
final class Conversation {
    private static final int WINDOW = 65_535;
    private static final int FRAME = 16_384;

    /** Small frames leave together. */
    private static final int ROOM = 65_536;

    private final NegativeCase which;
    private final Findings findings;
    private final FrameReader reader = new FrameReader(Remainder.preface(), FRAME);
    private final FieldDecoder.Draft context = FieldDecoder.initial().draft();
    private final FieldList fields = new FieldList();
    private final Output block = new Output(1024);
    private final byte[] buffer = new byte[FRAME];

    /** The calls that have begun and are not answered, with their paths. */
    private final Map<Integer, String> calls = new HashMap<>();

    private final ArrayDeque<Integer> whole = new ArrayDeque<>();

    /**
     * What the streams have been given by WINDOW_UPDATE, or have used, beside their first window.
     */
    private final Map<Integer, Long> credit = new HashMap<>();

    private final Set<Integer> reset = new HashSet<>();
    private long connectionCredit = WINDOW;
    private long firstWindow = WINDOW;
    private int unacknowledged;
    private int lastTaken = Integer.MAX_VALUE;
    private boolean endsStream;

    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();

    Conversation(NegativeCase which, Findings findings) {
        this.which = which;
        this.findings = findings;
    }

    /** Goes on until the client leaves. */
    void hold(InputStream from, OutputStream to) throws IOException {
        in = from;
        out = new BufferedOutputStream(to, ROOM);
        write(
                which == NegativeCase.MAX_STREAMS
                        ? Frames.settings(Frames.MAX_CONCURRENT_STREAMS, 1)
                        : Frames.settings());
        Answer answer = new Answer(which, this);
        while (true) {
            Integer call = whole.poll();
            if (call == null) {
                read();
            } else {
                answer.to(call, String.valueOf(calls.get(call)));
                calls.remove(call);
                credit.remove(call);
            }
        }
    }

    /** PINGs that the client owes an answer to. */
    int unacknowledged() {
        return unacknowledged;
    }

    // ---- what comes

    /** Sends what has been written, and reads once. */
    private void read() throws IOException {
        out.flush();
        int count = in.read(buffer);
        if (count < 0) {
            throw new EOFException();
        }
        reader.feed(Octets.wrap(buffer, 0, count));
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            take(frame);
        }
    }

    private void take(Frame frame) throws IOException {
        switch (frame) {
            case Frame.Settings settings -> take(settings);
            case Frame.Headers headers -> {
                endsStream = headers.endStream();
                fragment(headers.streamId(), headers.fragment(), headers.endHeaders());
            }
            case Frame.Continuation more ->
                    fragment(more.streamId(), more.fragment(), more.endHeaders());
            case Frame.Data data -> take(data);
            case Frame.Ping ping -> {
                if (ping.ack()) {
                    unacknowledged--;
                } else {
                    write(Frames.ping(ping.opaque(), Frames.ACK));
                }
            }
            case Frame.WindowUpdate update -> {
                if (update.streamId() == 0) {
                    connectionCredit += update.increment();
                } else {
                    credit.merge(update.streamId(), (long) update.increment(), Long::sum);
                }
            }
            case Frame.Reset end -> {
                calls.remove(end.streamId());
                whole.remove(end.streamId());
                credit.remove(end.streamId());
                reset.add(end.streamId());
            }
            case Frame.Malformed malformed -> findings.wrong(malformed.toString());
            case Frame.Priority ignored -> {}
            case Frame.PushPromise promise -> findings.wrong(promise.toString());
            case Frame.GoAway ignored -> {}
            case Frame.PriorityUpdate ignored -> {}
            case Frame.Unknown ignored -> {}
        }
    }

    private void take(Frame.Settings settings) throws IOException {
        if (settings.ack()) {
            return;
        }
        for (int i = 0; i < settings.count(); i++) {
            if (settings.id(i) == Frames.INITIAL_WINDOW_SIZE) {
                firstWindow = settings.value(i);
            }
        }
        write(Frames.settingsAck());
    }

    private void take(Frame.Data data) throws IOException {
        if (data.opening() && data.length() > 0) {
            write(Frames.windowUpdate(0, data.length()));
            if (!data.endStream()) {
                write(Frames.windowUpdate(data.streamId(), data.length()));
            }
        }
        if (data.endStream()) {
            ended(data.streamId());
        }
    }

    private void fragment(int streamId, Octets fragment, boolean last) {
        block.put(fragment);
        if (!last) {
            return;
        }
        byte[] octets = block.cut().toArray();
        String failure = context.decode(octets, 0, octets.length, fields, 1 << 20, 1_000);
        if (failure != null) {
            findings.wrong("a field block with " + failure);
        }
        if (streamId > lastTaken) {
            findings.wrong("stream " + streamId + " behind GOAWAY with " + lastTaken);
        }
        calls.put(streamId, path());
        findings.called(calls.size());
        if (which == NegativeCase.MAX_STREAMS && calls.size() > 1) {
            findings.wrong(calls.size() + " streams where one was allowed");
        }
        if (endsStream) {
            ended(streamId);
        }
    }

    private String path() {
        for (int i = 0; i < fields.count(); i++) {
            if (fields.at(i).name().equals(":path")) {
                return fields.at(i).value();
            }
        }
        return "";
    }

    private void ended(int streamId) {
        if (calls.containsKey(streamId)) {
            whole.add(streamId);
        }
    }

    // ---- what goes

    void write(Octets octets) throws IOException {
        out.write(octets.toArray());
    }

    void ping() throws IOException {
        unacknowledged++;
        write(Frames.ping(Frames.OPAQUE, 0));
    }

    /** No more calls than this one on this connection. */
    void leave(int lastStreamId) throws IOException {
        lastTaken = lastStreamId;
        write(Frames.goAway(lastStreamId, ErrorCode.NO_ERROR.value()));
    }

    /**
     * Sends DATA, once there is credit for the whole frame.
     *
     * @param counted the octets of the payload, with padding and its length
     * @return false when the client has reset the stream
     */
    boolean data(int streamId, int counted, Octets frame) throws IOException {
        while (!reset.contains(streamId)
                && (connectionCredit < counted || credit(streamId) < counted)) {
            read();
        }
        if (reset.contains(streamId)) {
            return false;
        }
        connectionCredit -= counted;
        credit.merge(streamId, (long) -counted, Long::sum);
        write(frame);
        return true;
    }

    private long credit(int streamId) {
        return firstWindow + credit.getOrDefault(streamId, 0L);
    }
}
