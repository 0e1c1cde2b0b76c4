package dev.stillframe.h2.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.hpack.FieldDecoder;
import dev.stillframe.h2.hpack.FieldList;

/** Frames that we sent, one line each, with the fields as the scripted peer decodes them. */
public final class SentLines {
    private FieldDecoder decoder = FieldDecoder.initial();
    private Octets split = Octets.EMPTY;

    /** The peer has told us this size of its table. */
    public void peerTable(int limit) {
        decoder = decoder.withLimit(limit);
    }

    public String line(Frame frame) {
        return switch (frame) {
            case Frame.Data d ->
                    "DATA " + d.streamId() + " " + d.payload().length() + end(d.endStream());
            case Frame.Headers h ->
                    "HEADERS "
                            + h.streamId()
                            + end(h.endStream())
                            + (h.endHeaders() ? fields(h.fragment()) : begun(h.fragment()));
            case Frame.Priority p -> "PRIORITY " + p.streamId();
            case Frame.Reset r -> "RST_STREAM " + r.streamId() + " " + ErrorCode.of(r.code());
            case Frame.Settings s -> settings(s);
            case Frame.PushPromise p ->
                    "PUSH_PROMISE "
                            + p.streamId()
                            + " "
                            + p.promisedId()
                            + (p.endHeaders() ? fields(p.fragment()) : begun(p.fragment()));
            case Frame.Ping p -> "PING " + (p.ack() ? "ACK " : "") + p.opaque();
            case Frame.GoAway g ->
                    "GOAWAY "
                            + g.lastStreamId()
                            + " "
                            + ErrorCode.of(g.code())
                            + " "
                            + g.debug().utf8();
            case Frame.WindowUpdate w -> "WINDOW_UPDATE " + w.streamId() + " " + w.increment();
            case Frame.Continuation c -> "CONTINUATION " + c.streamId() + continued(c);
            case Frame.PriorityUpdate p ->
                    "PRIORITY_UPDATE " + p.prioritizedId() + " " + p.value().utf8();
            case Frame.Unknown u ->
                    "UNKNOWN %d %d %d %s".formatted(u.type(), u.streamId(), u.flags(), u.payload());
            case Frame.Malformed m -> fail("we sent what is not a frame: " + m);
        };
    }

    private static String settings(Frame.Settings frame) {
        StringBuilder line = new StringBuilder("SETTINGS").append(frame.ack() ? " ACK" : "");
        for (int i = 0; i < frame.count(); i++) {
            line.append(' ').append(frame.id(i)).append('=').append(frame.value(i));
        }
        return line.toString();
    }

    private static String end(boolean endStream) {
        return endStream ? " END_STREAM" : "";
    }

    private String fields(Octets block) {
        FieldList list = new FieldList();
        FieldDecoder.Draft draft = decoder.draft();
        byte[] octets = block.toArray();
        assertEquals(null, draft.decode(octets, 0, octets.length, list, 1 << 20, 1 << 20));
        decoder = draft.freeze();
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < list.count(); i++) {
            line.append(' ').append(list.at(i).name()).append('=').append(list.at(i).value());
        }
        return line.toString();
    }

    /** A field block of which more follows; its fields are shown where it ends. */
    private String begun(Octets fragment) {
        split = fragment;
        return " ..";
    }

    private String continued(Frame.Continuation frame) {
        split = split.plus(frame.fragment());
        return frame.endHeaders() ? fields(split) : " ..";
    }
}
