package dev.stillframe.h2.connection;

import dev.stillframe.api.connection.ErrorCode;
import dev.stillframe.api.message.Octets;
import dev.stillframe.h2.frame.Frame;
import dev.stillframe.h2.hpack.FieldList;

/**
 * Field blocks (RFC 9113 section 4.3): HEADERS or PUSH_PROMISE and its CONTINUATIONs, put together
 * and decoded. Whatever becomes of its stream, every block is decoded, because the compression
 * state is the connection's.
 */
final class FieldBlocks {
    private FieldBlocks() {}

    /**
     * A block of which more is to come.
     *
     * @param promisedId the promised stream of a PUSH_PROMISE, else 0
     * @param octets what has come
     * @param continuations CONTINUATION frames so far
     * @param since when it began
     */
    record Partial(
            int streamId,
            int promisedId,
            boolean endStream,
            Octets octets,
            int continuations,
            long since) {}

    static void received(Draft draft, Frame.Headers frame) {
        if (frame.endHeaders()) {
            complete(draft, frame.streamId(), 0, frame.fragment(), frame.endStream());
        } else {
            begin(draft, frame.streamId(), 0, frame.fragment(), frame.endStream());
        }
    }

    static void received(Draft draft, Frame.PushPromise frame) {
        if (frame.endHeaders()) {
            complete(draft, frame.streamId(), frame.promisedId(), frame.fragment(), false);
        } else {
            begin(draft, frame.streamId(), frame.promisedId(), frame.fragment(), false);
        }
    }

    static void received(Draft draft, Frame.Continuation frame) {
        Partial partial = draft.block;
        if (partial == null) {
            Faults.connection(
                    draft,
                    ErrorCode.PROTOCOL_ERROR,
                    "CONTINUATION on stream " + frame.streamId() + " without HEADERS");
            return;
        }
        int count = partial.continuations() + 1;
        int length = partial.octets().length() + frame.fragment().length();
        // A flood of them is the attack of VU#421664: count and octets both end it, before anything
        // is decoded.
        if (count > draft.limits().maxContinuations() || length > draft.limits().maxFieldBlock()) {
            Faults.connection(
                    draft,
                    ErrorCode.COMPRESSION_ERROR,
                    "a field block of " + count + " CONTINUATION frames and " + length + " octets");
            return;
        }
        Octets octets = partial.octets().plus(frame.fragment());
        if (frame.endHeaders()) {
            draft.block = null;
            complete(draft, partial.streamId(), partial.promisedId(), octets, partial.endStream());
        } else {
            draft.block =
                    new Partial(
                            partial.streamId(),
                            partial.promisedId(),
                            partial.endStream(),
                            frame.fragment().isEmpty() ? octets : octets.copy(),
                            count,
                            partial.since());
        }
    }

    /** Section 4.3: "field blocks MUST be transmitted as a contiguous sequence of frames". */
    static boolean interrupts(Draft draft, Frame frame) {
        Partial partial = draft.block;
        return partial != null
                && !(frame instanceof Frame.Malformed malformed && malformed.streamId() == 0)
                && !(frame instanceof Frame.Continuation next
                        && next.streamId() == partial.streamId());
    }

    private static void begin(
            Draft draft, int streamId, int promisedId, Octets fragment, boolean endStream) {
        if (fragment.length() > draft.limits().maxFieldBlock()) {
            Faults.connection(
                    draft,
                    ErrorCode.COMPRESSION_ERROR,
                    "a field block of " + fragment.length() + " octets");
            return;
        }
        draft.block = new Partial(streamId, promisedId, endStream, fragment.copy(), 0, draft.now);
    }

    private static void complete(
            Draft draft, int streamId, int promisedId, Octets octets, boolean endStream) {
        int length = octets.length();
        if (length > draft.limits().maxFieldBlock()) {
            Faults.connection(
                    draft, ErrorCode.COMPRESSION_ERROR, "a field block of " + length + " octets");
            return;
        }
        byte[] block = draft.scratch(length);
        octets.copyTo(0, block, 0, length);
        FieldList fields = draft.fields();
        String wrong =
                draft.decoder()
                        .decode(
                                block,
                                0,
                                length,
                                fields,
                                draft.limits().maxHeaderListSize(),
                                draft.limits().maxFields());
        if (wrong != null) {
            // Section 4.3: "A decoding error in a field block MUST be treated as a connection error
            // of type
            // COMPRESSION_ERROR."
            Faults.connection(draft, ErrorCode.COMPRESSION_ERROR, wrong);
        } else if (promisedId != 0) {
            Pushes.promised(draft, streamId, promisedId, fields);
        } else {
            Heads.received(draft, streamId, fields, endStream);
        }
    }
}
