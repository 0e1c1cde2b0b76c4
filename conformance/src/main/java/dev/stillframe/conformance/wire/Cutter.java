package dev.stillframe.conformance.wire;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Field;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Flag;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.frame.FrameReader;
import dev.stillframe.h2.frame.FrameType;
import dev.stillframe.h2.frame.Remainder;
import dev.stillframe.h2.hpack.FieldDecoder;
import dev.stillframe.h2.hpack.FieldList;
import dev.stillframe.h2.octets.Output;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes arrivals of the peer's frames, and fields of its blocks. Keeps the peer's compression
 * context, so each frame goes through it once, in order.
 */
final class Cutter {
    private static final int LARGEST = (1 << 24) - 1;

    private FieldDecoder.Draft context = FieldDecoder.initial().draft();
    private final FieldList list = new FieldList();
    private final Output block = new Output(1024);
    private boolean within;

    /** The peer has acknowledged our SETTINGS_HEADER_TABLE_SIZE. */
    void tableSize(int size) {
        context = context.freeze().withLimit(size).draft();
    }

    /** Whether the peer's blocks have put nothing into the table and changed nothing about it. */
    boolean isUntouched() {
        return context.freeze().equals(FieldDecoder.initial());
    }

    /** A frame that is here as a whole. */
    Arrival.Received frame(Header header, Octets octets) {
        Octets payload = octets.from(Header.SIZE);
        Frame frame = parse(header, octets, payload);
        Octets fragment =
                switch (frame) {
                    case Frame.Headers headers -> headers.fragment();
                    case Frame.PushPromise promise -> promise.fragment();
                    case Frame.Continuation next -> next.fragment();
                    default -> null;
                };
        if (fragment == null) {
            return new Arrival.Received(header, payload, frame, null);
        }
        block.put(fragment);
        within = !header.has(Flag.END_HEADERS);
        if (within) {
            return new Arrival.Received(header, payload, frame, null);
        }
        byte[] whole = block.cut().toArray();
        String failure = context.decode(whole, 0, whole.length, list, Integer.MAX_VALUE, 100_000);
        if (failure != null) {
            return new Arrival.Received(
                    header, payload, malformed("a field block with " + failure), null);
        }
        return new Arrival.Received(header, payload, frame, fields());
    }

    /** Whether a field block is not complete yet. */
    boolean isWithinBlock() {
        return within;
    }

    private List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < list.count(); i++) {
            fields.add(list.at(i));
        }
        return List.copyOf(fields);
    }

    private static Frame parse(Header header, Octets octets, Octets payload) {
        FrameReader reader = new FrameReader(Remainder.frames(), LARGEST);
        reader.feed(octets);
        Frame frame = reader.next();
        if (frame == null) {
            return malformed("half a frame");
        }
        if (!(frame instanceof Frame.Data) || header.type() != FrameType.DATA) {
            return frame;
        }
        // The reader gives DATA in pieces; a case wants it whole.
        int pad = header.has(Flag.PADDED) ? 1 + payload.at(0) : 0;
        if (pad > payload.length()) {
            return malformed("padding longer than the frame");
        }
        int from = pad == 0 ? 0 : 1;
        return new Frame.Data(
                header.streamId(),
                true,
                payload.length(),
                pad,
                payload.slice(from, payload.length() - pad),
                header.has(Flag.END_STREAM));
    }

    private static Frame.Malformed malformed(String reason) {
        return new Frame.Malformed(0, ErrorCode.PROTOCOL_ERROR, reason);
    }
}
